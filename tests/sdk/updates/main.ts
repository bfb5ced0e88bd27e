/**
 * Updates alone in the simulator, on the SDK's sockets, hashes and signatures. From the build's `config`: `key`, `ca`,
 * and `urls` with a space between. Says the outcome of each as JSON, with the bytes that the slot would start.
 */

import { fillRandom } from "desktop/process";
import config from "mc/config";
import { SdkCrypto } from "moddable/crypto";
import { SocketDownloader } from "moddable/downloader";
import { timers } from "moddable/timers";
import { useRandom } from "rng";
import { Updater } from "update/updater";
import { hexBytes } from "victron/hex";

const crypto = new SdkCrypto(fillRandom);

function verify(vector: string): void {
	const [key, digest, signature] = vector.split(",").map((text) => hexBytes(text)!);
	trace(`signature ${crypto.verifyP256(key!, digest!, signature!)}\n`);
}

function update(urls: readonly string[]): void {
	const [url, ...rest] = urls;
	if (url === undefined) {
		trace("done\n");
		return;
	}
	let written = 0;
	let active = 0;
	const end = (outcome: object) => {
		trace(`outcome ${JSON.stringify({ ...outcome, active })}\n`);
		timers.set(() => update(rest), 0);
	};
	const updater = new Updater({
		slot: {
			size: 0x1f0000,
			chip: 5,
			trial: false,
			begin() {},
			write(data) {
				written += data.length;
			},
			complete() {
				active = written;
			},
			abort() {},
			confirm() {},
			rollBack() {},
		},
		downloader: new SocketDownloader({ utc: () => Date.now() }, config.ca!),
		crypto,
		key: config.key!,
		scanner: { pause() {}, resume() {} },
		store: { set() {}, delete() {} },
		timers,
		clock: { monotonic: () => Date.now() },
		progress({ state, error }) {
			if (state === "failed") end({ error });
		},
		trial: { active: false },
		ending: { restart: () => end({}) },
	});
	updater.fromUrl(url, () => {});
}

/** The SDK calls it. */
export default function () {
	useRandom(fillRandom);
	for (const vector of config.vectors!.split(" ")) verify(vector);
	update(config.urls!.split(" "));
}
