/**
 * Makes the simulator's host misbehave on command: an advert with one of these signals, which no radio hears, is a
 * command, every other is an advert. The firmware behind it is the real one.
 */

import { hexText } from "victron/hex";
import { VregSession } from "victron/vreg/session";
import type { Host, Scanner } from "../../../hosts/ports";

const commands = { throw: 20, throwLater: 19, restart: 18, sleep: 17, read: 16 } as const;
const kept = [104, 101, 108, 105, 111];
const nap = 1500;

export function trapped(host: Host): Host {
	const retained = host.power.retained();
	host.system.log(`traps: retained ${retained === undefined ? "nothing" : new Uint8Array(retained).join()}`);
	return { ...host, scanner: new TrappedScanner(host) };
}

class TrappedScanner implements Scanner {
	readonly #host: Host;

	constructor(host: Host) {
		this.#host = host;
	}

	start(onAdvert: Parameters<Scanner["start"]>[0]): void {
		const { power, scanner, system, timers } = this.#host;
		scanner.start((address, rssi, data) => {
			switch (rssi) {
				case commands.throw:
					throw new Error("a trap");
				case commands.throwLater:
					timers.set(() => {
						throw new Error("a late trap");
					}, 0);
					return;
				case commands.restart:
					power.retain(new Uint8Array(kept).buffer);
					system.restart("a trap");
					return;
				case commands.sleep:
					power.retain(new Uint8Array(kept).buffer);
					power.sleep(nap);
					return;
				case commands.read:
					read(this.#host);
					return;
				default:
					onAdvert(address, rssi, data);
			}
		});
	}

	stop(): void {
		this.#host.scanner.stop();
	}

	pause(): void {
		this.#host.scanner.pause();
	}

	resume(): void {
		this.#host.scanner.resume();
	}

	discover(duration: number, onEnd: () => void): void {
		this.#host.scanner.discover(duration, onEnd);
	}
}

/** Connects to the charger of the captures, reads its panel voltage, and says what came of it. */
function read({ gatt, timers, system }: Host): void {
	const say = (text: string) => system.log(`traps: read ${text}`);
	const session = new VregSession(
		{ gatt: gatt!, timers },
		{
			onReady() {
				let text = "";
				session.get(
					[{ instance: 3, register: 0xedbb }],
					(_, answer) => {
						text = answer.status === "value" ? hexText(answer.value) : answer.status;
					},
					() => {
						session.close();
						say(text);
					},
				);
			},
			onValue() {},
			onDropped() {},
			onEnded: ({ reason, step }) => say(`${reason} while ${step}`),
		},
	);
	session.open({ address: "fa:ac:27:84:c6:6f", passkey: 0 });
}
