/** The command line: `heliograph <subcommand>`. Exit 0 success, 1 the work failed, 2 wrong usage. */

import { UsageError } from "./usage-error";

type Command = (argv: readonly string[]) => Promise<number>;

const commands: Readonly<Record<string, { does: string; load: () => Promise<Command> }>> = {
	start: {
		does: "the firmware with a broker and a simulated site, live in the terminal",
		load: async () => (await import("./start")).start,
	},
	run: { does: "the firmware on XS with the given inputs", load: async () => (await import("./run")).run },
	decode: { does: "adverts to readings", load: async () => (await import("./decode")).decode },
	keys: {
		does: "devices and keys from VictronConnect's database",
		load: async () => (await import("./keys")).keys,
	},
	configure: {
		does: "sets a device up over its serial line",
		load: async () => (await import("./configure")).configure,
	},
	sign: {
		does: "a signature behind a firmware image",
		load: async () => (await import("./sign")).sign,
	},
	read: {
		does: "registers of a device over Bluetooth",
		load: async () => (await import("./read")).read,
	},
	vedirect: {
		does: "registers of a device on a VE.Direct cable",
		load: async () => (await import("./vedirect")).vedirect,
	},
	simulate: {
		does: "simulated Victron devices on the simulated air",
		load: async () => (await import("../../../tools/simulate/command")).simulate,
	},
	year: {
		does: "the firmware through a simulated year",
		load: async () => (await import("../../../tools/year/command")).yearCommand,
	},
	bench: { does: "cost of the advert path", load: async () => (await import("./bench")).bench },
};

const help = `Usage: heliograph <command> [options]

${Object.entries(commands)
	.map(([name, { does }]) => `  ${name.padEnd(10)} ${does}`)
	.join("\n")}

heliograph <command> --help tells more.
`;

function isUsage(error: unknown): error is Error {
	if (error instanceof UsageError) return true;
	return String((error as { code?: unknown } | undefined)?.code).startsWith("ERR_PARSE_ARGS");
}

/** One sentence, whatever was thrown. */
function sentence(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	if (error instanceof UsageError) return message;
	return message.split(/\n|\. To specify a positional/)[0]!;
}

export async function main(argv: readonly string[]): Promise<number> {
	const [name, ...rest] = argv;
	if (name === undefined || name === "--help" || name === "-h") {
		(name === undefined ? process.stderr : process.stdout).write(help);
		return name === undefined ? 2 : 0;
	}
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (!command) {
		process.stderr.write(`heliograph: there is no command ${name}; heliograph --help lists them\n`);
		return 2;
	}
	try {
		return await (await command.load())(rest);
	} catch (error) {
		process.stderr.write(`heliograph: ${sentence(error)}\n`);
		return isUsage(error) ? 2 : 1;
	}
}
