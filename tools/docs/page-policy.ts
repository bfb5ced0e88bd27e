/** The page's Content-Security-Policy: its own script and style by their hashes, and nothing else. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const page = new URL("../../modules/web/page.html", import.meta.url);

/** Sources of every `<script>` or `<style>` that stands in the page. */
function hashes(html: string, element: "script" | "style"): string {
	const contents = [...html.matchAll(new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}>`, "g"))];
	const sources = contents.map(
		([, text]) => `'sha256-${createHash("sha256").update(text!).digest("base64")}'`,
	);
	return sources.join(" ") || "'none'";
}

/** `modules/web/page-policy.ts`. */
export function pagePolicyModule(html = readFileSync(page, "utf8")): string {
	const lines = [
		"default-src 'none'",
		`script-src ${hashes(html, "script")}`,
		`style-src ${hashes(html, "style")}`,
		"img-src data:",
		"connect-src 'self'",
		"form-action 'none'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	];
	return `/** The page's Content-Security-Policy, with the hashes of its script and style. Made by \`npm run docs\`. */
export const pagePolicy = [
${lines.map((line) => `\t${JSON.stringify(line)},`).join("\n")}
].join("; ");
`;
}
