/** `docs/settings.md` and the README's table of settings, from the schema. */

import { formatDuration } from "../../modules/settings/duration";
import { deviceSchema, isSecret, type Setting, schema } from "../../modules/settings/schema";
import { accepted } from "../../modules/settings/value";

function standard(setting: Setting): string {
	if (setting.kind === "duration") return formatDuration(setting.default);
	if (setting.kind === "voltage") return `${setting.default} V`;
	if (setting.kind === "milliseconds") return `${setting.default} ms`;
	return setting.default === "" ? "" : `\`${setting.default}\``;
}

const device = (key: string) => `devices[].${key}`;

const all: readonly (readonly [string, Setting])[] = [
	...Object.entries(schema),
	...Object.entries(deviceSchema).map(([key, setting]) => [device(key), setting] as const),
];

/** The README's table. */
export function settingsTable(): string {
	const rows = all.map(([key, setting]) => `| \`${key}\` | ${standard(setting)} | ${setting.help} |`);
	return `| key | default | meaning |\n|---|---|---|\n${rows.join("\n")}`;
}

const introduction = `# Settings

Generated from \`modules/settings/schema.ts\` by \`npm run docs\`. The names are the same everywhere. On a computer they are
a JSON file, nested at the dots, with the devices in an array; on a device they are preferences, with the part before
the dot as the domain and the devices in the domains \`device.1\`, \`device.2\` and so on.

\`\`\`json
{
  "mqtt": { "host": "192.168.1.10", "base": "victron" },
  "publish": { "min": "10 s", "max": "5 min" },
  "devices": [
    { "address": "fa:ac:27:84:c6:6f", "key": "adeccb947395801a4dd45a2eaa44bf17", "name": "Roof" }
  ]
}
\`\`\`

A duration is a number of seconds or text such as \`90 s\`, \`10 min\` or \`1 h\`. A value that is not accepted never stops the
firmware: one sentence names the key, what is wrong and what is accepted, and the old value stays. On a computer the
command ends with that sentence. A secret is never shown again: not in a log, a topic or an answer.
`;

export function settingsDocument(): string {
	const sections = all.map(([key, setting]) => {
		const value = standard(setting);
		const secret = isSecret(setting) ? " Secret." : "";
		// An address is the one thing that must be given.
		const otherwise = setting.kind === "address" ? "" : ` Default: ${value || "empty"}.`;
		return `## \`${key}\`\n\n${setting.help}${secret}\n\nAccepted: ${accepted(setting)}.${otherwise}\n`;
	});
	return [introduction, ...sections].join("\n");
}
