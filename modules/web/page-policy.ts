/** Content-Security-Policy of the page: nothing from elsewhere, and nobody frames it. */
export const pagePolicy =
	"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; " +
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
