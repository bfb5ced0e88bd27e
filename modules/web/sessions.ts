/** Who is logged in, by cookie. In memory only: a restart logs everybody out. */

import type { Crypto } from "../../hosts/ports";
import { hexBytes, hexText } from "../victron/hex";
import { sameBytes } from "./password";

const most = 4;
/** Milliseconds without a request. */
const idleLimit = 12 * 3_600_000;
const size = 32;
const cookieName = "session";

interface Session {
	/** 32 random bytes. */
	readonly id: Uint8Array;
	/** Monotonic milliseconds. */
	usedAt: number;
}

export class Sessions {
	private readonly crypto: Crypto;
	private sessions: Session[] = [];

	constructor(crypto: Crypto) {
		this.crypto = crypto;
	}

	/** @returns what `set-cookie` says. The session that was used least lately gives way. */
	open(now: number): string {
		const id = this.crypto.random(size);
		this.sessions.sort((a, b) => b.usedAt - a.usedAt);
		this.sessions = [{ id, usedAt: now }, ...this.sessions.slice(0, most - 1)];
		return `${cookieName}=${hexText(id)}; HttpOnly; SameSite=Strict; Path=/`;
	}

	/** @param cookie the header. */
	holds(cookie: string | undefined, now: number): boolean {
		const session = this.find(cookie, now);
		if (session === undefined) return false;
		session.usedAt = now;
		return true;
	}

	/** @returns what `set-cookie` says. */
	close(cookie: string | undefined, now: number): string {
		const closed = this.find(cookie, now);
		this.sessions = this.sessions.filter((session) => session !== closed);
		return `${cookieName}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`;
	}

	private find(cookie: string | undefined, now: number): Session | undefined {
		const id = sessionOf(cookie);
		if (id === undefined) return undefined;
		let found: Session | undefined;
		for (const session of this.sessions)
			if (sameBytes(session.id, id) && now - session.usedAt < idleLimit) found = session;
		return found;
	}
}

function sessionOf(cookie: string | undefined): Uint8Array | undefined {
	if (cookie === undefined) return undefined;
	for (const part of cookie.split(";")) {
		const text = part.trim();
		if (!text.startsWith(`${cookieName}=`)) continue;
		const value = text.slice(cookieName.length + 1);
		return value.length === 2 * size ? hexBytes(value) : undefined;
	}
	return undefined;
}
