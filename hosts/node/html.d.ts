/** What the bundler makes of a page. */
declare module "*.html" {
	const text: string;
	export default text;
}
