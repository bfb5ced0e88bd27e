/** An authority and brokers' certificates, made by the `openssl` command for a test. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Issued {
	/** Paths of PEM files. */
	readonly certificate: string;
	readonly key: string;
}

export interface IssueOptions {
	/** Of `subjectAltName`, as OpenSSL writes it: `DNS:broker.home,IP:127.0.0.1`. */
	readonly names?: string;
	/** UTC as `YYYYMMDDHHMMSSZ`. */
	readonly from?: string;
	readonly until?: string;
	/** More lines of the extensions. */
	readonly extensions?: string;
	/** Signed by this one instead of the authority. */
	readonly by?: Issued;
	readonly subject?: string;
}

const kinds = {
	ec: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
	rsa: ["-newkey", "rsa:2048"],
} as const;

/** Files in a folder of its own, until `close`. */
export class Authority implements Issued {
	readonly #folder = mkdtempSync(join(tmpdir(), "heliograph-tls-"));
	readonly #kind: keyof typeof kinds;
	#count = 0;
	readonly certificate: string;
	readonly key: string;

	constructor(kind: keyof typeof kinds = "ec", name = "Home CA") {
		this.#kind = kind;
		this.certificate = join(this.#folder, "authority.pem");
		this.key = join(this.#folder, "authority.key");
		this.#openssl("req", "-x509", ...kinds[kind], "-nodes", "-days", "3650", "-subj", `/CN=${name}`, [
			...["-keyout", this.key, "-out", this.certificate],
			...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
		]);
		// the database of `openssl ca`, which alone sets dates
		writeFileSync(join(this.#folder, "index.txt"), "");
		writeFileSync(
			join(this.#folder, "ca.conf"),
			`[ca]\ndefault_ca=a\n[a]\ndatabase=${this.#folder}/index.txt\nnew_certs_dir=${this.#folder}\n` +
				"default_md=sha256\npolicy=p\nrand_serial=yes\nunique_subject=no\ndefault_days=800\n[p]\ncommonName=supplied\n",
		);
	}

	/** PEM of the authority. */
	get pem(): string {
		return readFileSync(this.certificate, "utf8");
	}

	get der(): Uint8Array {
		return der(this.certificate);
	}

	issue(options: IssueOptions = {}): Issued {
		const { names = "DNS:localhost,IP:127.0.0.1", from, until, by = this, extensions = "" } = options;
		const path = (end: string) => join(this.#folder, `${this.#count}.${end}`);
		this.#count++;
		const issued = { certificate: path("pem"), key: path("key") };
		writeFileSync(path("ext"), `${names && `subjectAltName=${names}\n`}${extensions}\n`);
		this.#openssl("req", ...kinds[this.#kind], "-nodes", "-keyout", issued.key, "-out", path("csr"), [
			"-subj",
			`/CN=${options.subject ?? "broker"}`,
		]);
		const dates = [...(from ? ["-startdate", from] : []), ...(until ? ["-enddate", until] : [])];
		this.#openssl("ca", "-batch", "-notext", "-config", join(this.#folder, "ca.conf"), "-in", path("csr"), [
			...["-cert", by.certificate, "-keyfile", by.key, "-out", issued.certificate],
			...["-extfile", path("ext"), ...dates],
		]);
		return issued;
	}

	/** A broker's certificate that nobody else has signed. */
	selfSigned(): Issued {
		const path = (end: string) => join(this.#folder, `${this.#count}.${end}`);
		const issued = { certificate: path("pem"), key: path("key") };
		this.#count++;
		this.#openssl("req", "-x509", ...kinds[this.#kind], "-nodes", "-days", "800", "-subj", "/CN=broker", [
			...["-keyout", issued.key, "-out", issued.certificate],
			...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
		]);
		return issued;
	}

	/** The broker's certificate with what signed it behind, as a broker sends it. */
	chain(...parts: readonly Issued[]): Issued {
		const certificate = join(this.#folder, `${this.#count++}.chain.pem`);
		writeFileSync(certificate, parts.map((part) => readFileSync(part.certificate, "utf8")).join(""));
		return { certificate, key: parts[0]!.key };
	}

	close(): void {
		rmSync(this.#folder, { recursive: true, force: true });
	}

	#openssl(...words: readonly (string | readonly string[])[]): void {
		const { status, stderr } = spawnSync("openssl", words.flat(), { encoding: "utf8" });
		if (status !== 0) throw new Error(`openssl ${words.flat().join(" ")}: ${stderr}`);
	}
}

/** The first certificate of a PEM file. */
export function der(path: string): Uint8Array {
	const text = readFileSync(path, "utf8");
	return new Uint8Array(
		Buffer.from(/-----BEGIN CERTIFICATE-----([^-]+)/.exec(text)![1]!.replace(/\s/g, ""), "base64"),
	);
}
