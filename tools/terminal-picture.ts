/**
 * Makes a picture of a terminal: text with SGR codes on standard input, SVG on standard output.
 * For the README: `tmux capture-pane -e -p -t SESSION | node --import tsx tools/terminal-picture.ts > docs/start.svg`
 */

import { readFileSync } from "node:fs";

const cell = { width: 8.43, height: 19, font: 14 };
const margin = 18;
const colors: Readonly<Record<string, string>> = {
	"31": "#ff7b72",
	"32": "#7ee787",
	"33": "#e3b341",
	"36": "#79c0ff",
};
const plain = "#d6dde6";
const background = "#0f1720";

interface Style {
	bold: boolean;
	dim: boolean;
	color: string;
}

function apply(style: Style, code: string): Style {
	if (code === "1") return { ...style, bold: true };
	if (code === "2") return { ...style, dim: true };
	if (code === "39") return { ...style, color: plain };
	if (colors[code]) return { ...style, color: colors[code] };
	return { bold: false, dim: false, color: plain };
}

function escapeXml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** One line: every run of one style stands at its own column, so that the reader's font does not shift it. */
function line(text: string, y: number): string {
	let style: Style = { bold: false, dim: false, color: plain };
	let column = 0;
	let svg = "";
	// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR codes begin with escape
	for (const part of text.split(/(\x1b\[[\d;]*m)/)) {
		if (part.startsWith("\x1b[")) {
			for (const code of part.slice(2, -1).split(";")) style = apply(style, code || "0");
			continue;
		}
		if (part.trim() !== "") {
			const x = (margin + column * cell.width).toFixed(1);
			const length = (part.length * cell.width).toFixed(1);
			const weight = style.bold ? ' font-weight="bold"' : "";
			const opacity = style.dim ? ' opacity="0.6"' : "";
			svg += `<text x="${x}" y="${y}" fill="${style.color}" textLength="${length}"${weight}${opacity}>${escapeXml(part)}</text>\n`;
		}
		column += part.length;
	}
	return svg;
}

const lines = readFileSync(0, "utf8").trimEnd().split("\n");
// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR codes begin with escape
const columns = Math.max(...lines.map((text) => text.replace(/\x1b\[[\d;]*m/g, "").length));
const width = Math.ceil(columns * cell.width + 2 * margin);
const height = lines.length * cell.height + 2 * margin;
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Heliograph in a terminal" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${cell.font}" xml:space="preserve">
<rect width="100%" height="100%" rx="10" fill="${background}"/>
${lines.map((text, index) => line(text, margin + (index + 0.8) * cell.height)).join("")}</svg>
`);
