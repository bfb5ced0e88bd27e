/** Who may do what on the web: by password and session, or by setup mode. */

import type { Clock, Crypto, Timers } from "../../hosts/ports";
import { Lockout } from "./lockout";
import { PasswordCheck } from "./password";
import { Sessions } from "./sessions";
import type { Setup } from "./setup";

export interface AccessOptions {
	readonly crypto: Crypto;
	readonly timers: Timers;
	readonly clock: Pick<Clock, "monotonic">;
	/** `web.password`: empty, a hash, or the text itself. */
	readonly password: string;
	/** Where WiFi is not set: everybody who has joined the access point may set it. */
	readonly setup: Pick<Setup, "used"> | undefined;
}

/** A login's outcome; `cookie` is what `set-cookie` says, `wait` seconds. */
export type Login =
	| { readonly cookie: string }
	| { readonly refused: "no password" | "wrong" }
	| { readonly refused: "too many"; readonly wait: number };

/** Why a request is refused. */
export interface Refusal {
	readonly status: 401 | 403;
	readonly sentence: string;
}

export class Access {
	private readonly options: AccessOptions;
	private readonly check: PasswordCheck | undefined;
	private readonly sessions: Sessions;
	private readonly lockout = new Lockout();

	constructor(options: AccessOptions) {
		const { crypto, timers, password } = options;
		this.options = options;
		this.check = password === "" ? undefined : new PasswordCheck(crypto, timers, password);
		this.sessions = new Sessions(crypto);
	}

	/** @param cookie the request's header. */
	state(cookie: string | undefined): "none" | "needed" | "in" {
		if (this.check === undefined) return "none";
		return this.sessions.holds(cookie, this.options.clock.monotonic()) ? "in" : "needed";
	}

	/** @param changes the request changes things. */
	refusal(cookie: string | undefined, what: string, changes: boolean): Refusal | undefined {
		const login = this.state(cookie);
		if (login === "needed") return { status: 401, sentence: "log in first" };
		if (login === "in" || !changes || (this.options.setup !== undefined && isSetup(what))) return undefined;
		return { status: 403, sentence: "without a password this page only shows: set web.password first" };
	}

	/** @param done called once, perhaps from inside the call. */
	login(password: unknown, done: (login: Login) => void): void {
		const check = this.check;
		const { clock } = this.options;
		if (check === undefined) {
			done({ refused: "no password" });
			return;
		}
		const wait = this.lockout.left(clock.monotonic()) || (check.busy ? 1 : 0);
		if (wait > 0) {
			done({ refused: "too many", wait });
			return;
		}
		check.verify(typeof password === "string" ? password : "", (fits) => {
			if (fits) {
				this.lockout.succeeded();
				done({ cookie: this.sessions.open(clock.monotonic()) });
			} else {
				this.lockout.failed(clock.monotonic());
				done({ refused: "wrong" });
			}
		});
	}

	/** @returns what `set-cookie` says. */
	logout(cookie: string | undefined): string {
		return this.sessions.close(cookie, this.options.clock.monotonic());
	}
}

/** What the first settings need. */
function isSetup(what: string): boolean {
	return what.startsWith("settings/") || what.startsWith("devices/") || what === "restart";
}
