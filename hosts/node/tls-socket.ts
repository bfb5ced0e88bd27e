/** The way to a broker in Node, with TLS where it is asked for; and what went wrong there, in plain words. */

import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls, type PeerCertificate, type TLSSocket } from "node:tls";
import { certificatesDer } from "../../modules/settings/certificate";
import { encodeBase64 } from "../../modules/tls/base64";
import type { MqttOptions } from "../ports";

type Way = Pick<MqttOptions, "host" | "port" | "tls" | "ca"> & { readonly serverName?: string };
type BrokerError = Error & { code?: unknown; errors?: readonly Error[]; cert?: PeerCertificate };

const plainReasons: Readonly<Record<string, string>> = {
	ECONNREFUSED: "connection refused",
	ECONNRESET: "connection reset",
	ENOTFOUND: "name not found",
	EAI_AGAIN: "name not found",
	ETIMEDOUT: "no answer",
	EHOSTUNREACH: "host not reachable",
	ENETUNREACH: "network not reachable",
	EPIPE: "connection lost",
};

/** By OpenSSL's code of the verification. */
const certificateReasons: Readonly<Record<string, string>> = {
	CERT_HAS_EXPIRED: "certificate expired",
	CERT_NOT_YET_VALID: "certificate not yet valid",
	DEPTH_ZERO_SELF_SIGNED_CERT: "unknown authority: the broker signed its certificate itself",
	SELF_SIGNED_CERT_IN_CHAIN: "unknown authority",
	UNABLE_TO_GET_ISSUER_CERT: "unknown authority",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown authority",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown authority",
	CERT_SIGNATURE_FAILURE: "unknown authority: the certificate's signature is not the authority's",
};

/** First byte of a TLS alert. */
const alert = 0x15;

/** One connection to a broker, and what it knows of its own end. */
export class BrokerSocket {
	readonly stream: Socket | TLSSocket;
	readonly #raw: Socket;
	readonly #tls: boolean;
	#reached = false;
	#secure = false;
	#first: number | undefined;
	#error: BrokerError | undefined;

	/** Connects at once. The broker's certificate must be good, and made out to `serverName` or else to `host`. */
	constructor({ host, port, tls, ca, serverName = host }: Way) {
		this.#tls = tls;
		this.#raw = connectPlain({ host, port });
		this.#raw.once("connect", () => {
			this.#reached = true;
		});
		if (!tls) {
			this.stream = this.#raw;
			this.#raw.once("data", (bytes) => {
				this.#first = bytes[0];
			});
			this.#watch();
			return;
		}
		const trusted = certificatesDer(ca).map(
			(der) => `-----BEGIN CERTIFICATE-----\n${encodeBase64(der)}\n-----END CERTIFICATE-----\n`,
		);
		this.stream = connectTls({
			socket: this.#raw,
			host: serverName,
			servername: isIP(serverName) ? "" : serverName,
			minVersion: "TLSv1.2",
			...(trusted.length > 0 && { ca: trusted }),
		});
		this.stream.once("secureConnect", () => {
			this.#secure = true;
		});
		this.#watch();
	}

	/**
	 * Why the connection has ended, a few words for people.
	 * @param said what the MQTT client says of it, if anything.
	 */
	reason(said: Error | undefined): string {
		const error: BrokerError | undefined = this.#error ?? said;
		const first = error?.errors?.[0] as BrokerError | undefined; // a name with several addresses
		const code = String(error?.code ?? first?.code ?? "");
		if (this.#tls && this.#reached && !this.#secure) return this.#handshakeReason(code, error);
		if (!this.#tls && this.#first === alert) return "TLS is required";
		if (error === undefined) return "connection lost";
		return plainReasons[code] ?? error.message.replace(/^Connection refused: /, "refused: ");
	}

	#watch(): void {
		this.stream.on("error", (error) => {
			this.#error ??= error;
		});
	}

	#handshakeReason(code: string, error: BrokerError | undefined): string {
		if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
			return `name mismatch: the certificate is for ${namesOf(error?.cert)}`;
		const known = certificateReasons[code];
		if (known !== undefined) return known;
		// a broker without TLS hangs up at the first message of it, or answers in its own protocol
		if (this.#raw.bytesRead === 0) return "not a TLS port: the broker hung up";
		const words = opensslWords(error?.message);
		if (words === "wrong version number" || words === "packet length too long")
			return "not a TLS port: the answer is not TLS";
		return `handshake failed: ${plainReasons[code] ?? words ?? "the broker hung up"}`;
	}
}

/** OpenSSL's own words out of `…:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../…`. */
function opensslWords(message: string | undefined): string | undefined {
	return message?.match(/SSL routines:[^:]*:([^:]+)/)?.[1] ?? message;
}

function namesOf(certificate: PeerCertificate | undefined): string {
	const names = (certificate?.subjectaltname ?? "")
		.split(", ")
		.map((name) => name.replace(/^(DNS|IP Address):/, "").replace(/[^\x20-\x7e]/g, "?"))
		.filter((name) => name !== "");
	if (names.length === 0) return "no name at all";
	return names.length > 4 ? `${names.slice(0, 4).join(", ")} and others` : names.join(", ");
}
