/** `heliograph decode`: adverts to readings, on XS. */

import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { XsProgram } from "../xs-program";
import { UsageError } from "./usage-error";

const help = `Usage: heliograph decode --key HEX DATA
       heliograph decode --batch < lines.jsonl

Decodes one advert and prints its reading as JSON. DATA is the manufacturer data in hex, what follows the
company id 0x02E1 (it begins with 10). With --batch: a JSON line {"key","manufacturerData"} in, a line out
for each, in order: {"reading":{…}} or {"error":"wrong_key"}.

  --key HEX    the device's key, 32 hex digits (VictronConnect: Product info, Instant readout, Encryption data)
  --batch      lines from standard input
  --help       show this text
`;

const explanations: Readonly<Record<string, string>> = {
	not_instant_readout: "this is not Instant Readout: the data of an advert begins with 10",
	too_short: "the advert is too short: Instant Readout is off, or the data is not whole",
	bad_data: "the data is longer than an advert can be",
	no_key: "this record is encrypted: give its --key",
};

const batchLines = 256;

async function decodeBatch(): Promise<number> {
	const program = await XsProgram.start("hosts/node/xs/decode.ts");
	let lines: string[] = [];
	const flush = async () => {
		if (lines.length === 0) return;
		const { text } = await program.ask(lines.join("\n"));
		lines = [];
		if (!process.stdout.write(`${text}\n`))
			await new Promise((resolve) => process.stdout.once("drain", resolve));
	};
	try {
		for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
			if (line.trim() === "") continue;
			lines.push(line);
			if (lines.length === batchLines) await flush();
		}
		await flush();
	} finally {
		program.close();
	}
	return 0;
}

async function decodeOne(key: string, data: string): Promise<number> {
	const program = await XsProgram.start("hosts/node/xs/decode.ts");
	try {
		const { text } = await program.ask(JSON.stringify({ key, manufacturerData: data }));
		const answer = JSON.parse(text) as { reading?: unknown; error?: string };
		if (answer.reading !== undefined) {
			process.stdout.write(`${JSON.stringify(answer.reading)}\n`);
			return 0;
		}
		const wanted = data.slice(14, 16).toLowerCase();
		const reason =
			answer.error === "wrong_key"
				? `wrong key: this advert wants a key that begins with ${wanted}`
				: (explanations[answer.error!] ?? answer.error);
		process.stderr.write(`${reason}\n`);
		return 1;
	} finally {
		program.close();
	}
}

export async function decode(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...argv],
		allowPositionals: true,
		options: {
			key: { type: "string" },
			batch: { type: "boolean" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	if (values.batch) {
		if (values.key !== undefined || positionals.length)
			throw new UsageError("--batch takes neither --key nor DATA");
		return decodeBatch();
	}
	const [data, ...more] = positionals;
	if (data === undefined || more.length) throw new UsageError("decode takes one advert in hex");
	if (!/^([0-9a-f]{2})*$/i.test(data)) throw new UsageError("DATA must be pairs of hex digits");
	const key = values.key ?? "";
	if (key !== "" && !/^[0-9a-f]*$/i.test(key))
		throw new UsageError("--key has a character that is no hex digit");
	if (key !== "" && key.length !== 32)
		throw new UsageError(`--key has ${key.length} hex digits; a key has 32`);
	return decodeOne(key, data);
}
