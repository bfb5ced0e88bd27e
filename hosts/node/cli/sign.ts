/** `heliograph sign`: puts a signature behind a firmware image, and makes keys for that. */

import {
	createHash,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	sign as signBytes,
} from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ImageCheck, signatureMagic } from "update/image";
import { nodeCrypto } from "../node-crypto";
import { UsageError } from "./usage-error";

const help = `Usage: heliograph sign IMAGE --key private.pem [--out FILE]
       heliograph sign --new-key private.pem

Signs a firmware image: a device with update.key takes no other. The signature goes behind the image, in place of one
that is there. With --new-key, makes a private key that only you may read, and prints the public key for update.key.

  --key FILE       private key (P-256, PEM)
  --out FILE       write the signed image there (default: IMAGE with .signed before its ending)
  --new-key FILE   make a private key
  --help           show this text
`;

/** X and Y in hex, as `update.key` takes them. */
function publicHex(key: KeyObject): string {
	return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-64).toString("hex");
}

function newKey(path: string): void {
	const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	try {
		const pem = privateKey.export({ format: "pem", type: "pkcs8" });
		writeFileSync(path, pem, { flag: "wx", mode: 0o600 });
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") throw new UsageError(`${path}: there is such a file already; name a new one`);
		throw new Error(`${path}: this file cannot be written (${code})`);
	}
	process.stdout.write(`${publicHex(privateKey)}\n`);
}

function read(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (error) {
		throw new UsageError(`${path}: this file cannot be read (${(error as NodeJS.ErrnoException).code})`);
	}
}

function readKey(path: string): KeyObject {
	const text = read(path);
	try {
		const key = createPrivateKey(text);
		if (key.asymmetricKeyDetails?.namedCurve === "prime256v1") return key;
	} catch {
		// said below
	}
	throw new UsageError(`${path}: this is no private key of P-256 in PEM without a passphrase`);
}

/** The image alone, judged as a device would, but for its chip and slot. @throws Error in a sentence. */
function readImage(path: string): { readonly image: Buffer; readonly version: string } {
	const bytes = read(path);
	let length = 0;
	const check = new ImageCheck({
		size: Number.MAX_SAFE_INTEGER,
		chip: bytes.length >= 14 ? bytes.readUInt16LE(12) : 0,
		announced: bytes.length,
		key: undefined,
		crypto: nodeCrypto,
		write(data) {
			length += data.length;
		},
	});
	const problem = check.begin() ?? check.take(bytes) ?? check.end();
	if (problem !== undefined) throw new Error(`${path}: ${problem}`);
	return { image: bytes.subarray(0, length), version: check.version! };
}

function beside(path: string): string {
	const name = path.lastIndexOf("/") + 1;
	const dot = path.lastIndexOf(".");
	return dot > name ? `${path.slice(0, dot)}.signed${path.slice(dot)}` : `${path}.signed`;
}

export async function sign(argv: readonly string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...argv],
		allowPositionals: true,
		options: {
			key: { type: "string" },
			out: { type: "string" },
			"new-key": { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const [path, ...more] = positionals;
	if (values["new-key"] !== undefined) {
		if (path !== undefined || values.key !== undefined || values.out !== undefined)
			throw new UsageError("--new-key stands alone");
		newKey(values["new-key"]);
		return 0;
	}
	if (path === undefined || more.length || values.key === undefined)
		throw new UsageError("sign takes one IMAGE and --key FILE; heliograph sign --help tells more");
	const key = readKey(values.key);
	const { image, version } = readImage(path);
	const signature = signBytes("sha256", image, { key, dsaEncoding: "ieee-p1363" });
	const signed = Buffer.concat([image, Buffer.from(signatureMagic), signature]);
	const out = values.out ?? beside(path);
	try {
		writeFileSync(out, signed);
	} catch (error) {
		throw new Error(`${out}: this file cannot be written (${(error as NodeJS.ErrnoException).code})`);
	}
	const digest = createHash("sha256").update(signed).digest("hex");
	process.stdout.write(`${out}: firmware ${version}, ${signed.length} bytes, SHA-256 ${digest}\n`);
	return 0;
}
