/** Writes the generated documents. `npm run docs`; a test fails when one is stale. */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { apiDocument } from "./docs/api";
import { compressedPage } from "./docs/compressed-page";
import { pagePolicyModule } from "./docs/page-policy";
import { devicesTable, protocolDocument } from "./docs/protocol";
import { labelsTable, registersTable, registerValues } from "./docs/registers";
import { settingsDocument, settingsTable } from "./docs/settings";

const file = (path: string) => new URL(`../${path}`, import.meta.url);

/** A document with the part between the two markers of `name` replaced. Throws when they are not there. */
export function withGenerated(document: string, name: string, content: string): string {
	const [open, close] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`];
	const start = document.indexOf(open);
	const end = document.indexOf(close);
	if (start < 0 || end < start) throw new Error(`the markers of ${name} are missing`);
	return `${document.slice(0, start + open.length)}\n${content}\n${document.slice(end)}`;
}

/** Path and content of every generated document that is text. */
export function generatedDocuments(): Readonly<Record<string, string>> {
	const readme = readFileSync(file("README.md"), "utf8");
	const registers = readFileSync(file("docs/registers.md"), "utf8");
	return {
		"docs/api.schema.json": apiDocument(),
		"modules/web/page-policy.ts": pagePolicyModule(),
		"docs/protocol.md": protocolDocument(),
		"docs/registers.md": withGenerated(
			withGenerated(withGenerated(registers, "registers", registersTable()), "values", registerValues()),
			"labels",
			labelsTable(),
		),
		"docs/settings.md": settingsDocument(),
		"README.md": withGenerated(withGenerated(readme, "devices", devicesTable()), "settings", settingsTable()),
	};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	for (const [path, content] of Object.entries(generatedDocuments())) writeFileSync(file(path), content);
	writeFileSync(file("modules/web/page.html.gz"), compressedPage());
}
