/** The page's Content-Security-Policy, with the hashes of its script and style. Made by `npm run docs`. */
export const pagePolicy = [
	"default-src 'none'",
	"script-src 'sha256-oqOCEiNoIVaFtGmkWMW5nbtQfKeScCtsc8x7td8I6ow='",
	"style-src 'sha256-15j44aMa2JakU9IpUaqTf0Fb6fRqiLOGB9CBcCw53Jg='",
	"img-src data:",
	"connect-src 'self'",
	"form-action 'none'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
].join("; ");
