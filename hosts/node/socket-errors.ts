/** Why a connection failed, in words for people. */

const reasons: Readonly<Record<string, string>> = {
	ECONNREFUSED: "connection refused",
	ECONNRESET: "connection reset",
	ENOTFOUND: "name not found",
	EAI_AGAIN: "name not found",
	ETIMEDOUT: "no answer",
	EHOSTUNREACH: "host not reachable",
	ENETUNREACH: "network not reachable",
	EPIPE: "connection lost",
};

export interface SocketError extends Error {
	readonly code?: unknown;
	readonly errors?: readonly Error[];
}

/** By the system's code; undefined for another error. */
export function reasonOf(error: SocketError): string | undefined {
	const first = error.errors?.[0] as SocketError | undefined; // a name with several addresses
	return reasons[String(error.code ?? first?.code ?? "")];
}
