/** The page's Content-Security-Policy, with the hashes of its script and style. Made by `npm run docs`. */
export const pagePolicy = [
	"default-src 'none'",
	"script-src 'sha256-GaZyZk70OW9J0YzZjLFqJDbBtaQH28YDEya9h0uTX74='",
	"style-src 'sha256-6MgZRW80vgu2b4bqGd3ArpMRpDEVrC7t8r/fnQ1dYKs='",
	"img-src data:",
	"connect-src 'self'",
	"form-action 'none'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
].join("; ");
