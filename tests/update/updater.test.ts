import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeCrypto } from "../../hosts/node/node-crypto";
import type { DownloadEvents, StoredValue } from "../../hosts/ports";
import type { UpdateProgress } from "../../modules/control/api";
import type { Reply } from "../../modules/control/desk";
import { Updater, type UpdaterOptions } from "../../modules/update/updater";
import { hexText } from "../../modules/victron/hex";
import { FakeTime } from "../support/fakes";
import { FakeSlot, newKeys, publicBytes, signedImage, slotSize, syntheticImage } from "../support/images";

/** An updater with everything around it, as a test looks into it. */
function setUp(options: Partial<UpdaterOptions> = {}) {
	const time = new FakeTime();
	const slot = new FakeSlot();
	const downloads: { readonly url: string; readonly events: DownloadEvents; closed: boolean }[] = [];
	const progress: UpdateProgress[] = [];
	const replies: Reply[] = [];
	const store = new Map<string, StoredValue>();
	const state = { paused: 0, restarts: 0 };
	const updater = new Updater({
		slot,
		downloader: {
			get(url, events) {
				const download = { url, events, closed: false };
				downloads.push(download);
				return {
					close() {
						download.closed = true;
					},
				};
			},
		},
		crypto: nodeCrypto,
		key: "",
		scanner: { pause: () => state.paused++, resume: () => state.paused-- },
		store: {
			set: (domain, key, value) => store.set(`${domain}.${key}`, value),
			delete: (domain, key) => store.delete(`${domain}.${key}`),
		},
		timers: time,
		clock: time,
		progress: (step) => progress.push(step),
		trial: { active: false },
		ending: { restart: () => state.restarts++ },
		...options,
	});
	const done = (reply: Reply) => replies.push(reply);
	return { downloads, done, progress, replies, slot, state, store, time, updater };
}

const image = syntheticImage();
const url = "http://10.0.0.2:8000/fw.bin";

describe("an update from an address", () => {
	it("is fetched, verified, written and started, with the scanner paused", () => {
		const { downloads, done, progress, replies, slot, state, store, time, updater } = setUp();
		updater.fromUrl(url, done);
		assert.deepEqual(replies, [{}]);
		assert.equal(downloads[0]!.url, url);
		assert.equal(state.paused, 1);
		const { events } = downloads[0]!;
		events.onHead(200, image.length, undefined);
		events.onData(image);
		assert.equal(slot.active, undefined);
		events.onEnd();
		assert.deepEqual(slot.active, image);
		assert.equal(store.get("firmware.trial"), "9.8.7");
		const size = image.length;
		assert.deepEqual(progress, [
			{ state: "receiving", received: size, size, version: "9.8.7" },
			{ state: "verifying", received: size, size, version: "9.8.7" },
			{ state: "restarting", received: size, size, version: "9.8.7" },
		]);
		assert.equal(state.restarts, 0);
		time.advance(1000);
		assert.equal(state.restarts, 1);
		time.advance(3_600_000);
		assert.equal(state.restarts, 1);
		assert.equal(time.pending, 0);
	});

	it("tells its progress every 2 s and 5 % at most", () => {
		const large = syntheticImage({ segments: [256, 1_000_000] });
		const { downloads, done, progress, time, updater } = setUp();
		updater.fromUrl(url, done);
		const { events } = downloads[0]!;
		events.onHead(200, large.length, undefined);
		for (let at = 0; at < large.length; at += 1000) {
			events.onData(large.subarray(at, at + 1000));
			time.advance(20); // 20 s in all
		}
		const told = progress.map(({ received }) => received!);
		assert.deepEqual(told.slice(0, 4), [51_000, 151_000, 251_000, 351_000]);
		assert.equal(told.length, 10);
	});

	it("follows three redirects, and no fourth", () => {
		const { downloads, done, progress, state, updater } = setUp();
		updater.fromUrl(url, done);
		for (let n = 0; n < 4; n++) downloads.at(-1)!.events.onHead(302, 0, `/${n}`);
		assert.deepEqual(
			downloads.map((download) => download.url),
			[url, ...[0, 1, 2].map((n) => `http://10.0.0.2:8000/${n}`)],
		);
		assert.ok(downloads.every(({ closed }) => closed));
		assert.deepEqual(progress, [
			{ state: "failed", error: "the download failed: the server redirects more than 3 times" },
		]);
		assert.equal(state.paused, 0);
	});

	it("does not follow from https to http, nor to what is no address", () => {
		for (const [location, sentence] of [
			["http://10.0.0.2/fw.bin", "the server redirects from https to http"],
			["gopher://10.0.0.2/fw.bin", "the server redirects to what is no HTTP address"],
		] as const) {
			const { downloads, done, progress, updater } = setUp();
			updater.fromUrl("https://10.0.0.2/fw.bin", done);
			downloads[0]!.events.onHead(301, undefined, location);
			assert.equal(progress[0]!.error, `the download failed: ${sentence}`);
			assert.equal(downloads.length, 1);
		}
	});

	it("ends after 60 s without a byte, and after 15 minutes in any case", () => {
		const silent = setUp();
		silent.updater.fromUrl(url, silent.done);
		silent.downloads[0]!.events.onHead(200, image.length, undefined);
		silent.downloads[0]!.events.onData(image.subarray(0, 500));
		silent.time.advance(59_000);
		assert.equal(silent.state.paused, 1);
		silent.time.advance(1_000);
		assert.equal(silent.progress.at(-1)!.error, "nothing has come for 60 s");
		assert.ok(silent.downloads[0]!.closed);
		assert.equal(silent.state.paused, 0);
		assert.equal(silent.slot.written, undefined);

		const slow = setUp();
		slow.updater.fromUrl(url, slow.done);
		slow.downloads[0]!.events.onHead(200, image.length, undefined);
		for (let n = 0; n < 45; n++) {
			slow.downloads[0]!.events.onData(image.subarray(n, n + 1));
			slow.time.advance(20_000);
		}
		assert.equal(slow.progress.at(-1)!.error, "the image takes longer than 15 minutes");
		assert.equal(slow.time.pending, 0);
	});

	it("fails with a sentence for a server that has something else, and the next one may try", () => {
		for (const [answer, sentence] of [
			[
				(events: DownloadEvents) => events.onHead(404, 9, undefined),
				"the download failed: the server answers with 404",
			],
			[
				(events: DownloadEvents) => events.onFailed("connection refused"),
				"the download failed: connection refused",
			],
			[
				(events: DownloadEvents) => events.onHead(200, 10_000_000_000, undefined),
				"the image has at least 10000000000 bytes, and the slot holds 2031616",
			],
			[
				(events: DownloadEvents) => {
					events.onHead(200, undefined, undefined);
					events.onData(Buffer.from("<html>"));
				},
				"this is no firmware image but a Web page",
			],
			[
				(events: DownloadEvents) => {
					events.onHead(200, image.length, undefined);
					events.onData(image.subarray(0, 700));
					events.onEnd();
				},
				"the image ends after 700 bytes, too early",
			],
		] as const) {
			const { downloads, done, progress, slot, state, time, updater } = setUp();
			updater.fromUrl(url, done);
			answer(downloads[0]!.events);
			assert.equal(progress.at(-1)!.state, "failed");
			assert.equal(progress.at(-1)!.error, sentence);
			downloads[0]!.events.onData(image);
			assert.deepEqual(
				[slot.active, slot.written, state.paused, state.restarts],
				[undefined, undefined, 0, 0],
			);
			assert.equal(time.pending, 0);
			updater.fromUrl(url, done);
			downloads[1]!.events.onHead(200, image.length, undefined);
			downloads[1]!.events.onData(image);
			downloads[1]!.events.onEnd();
			assert.deepEqual(slot.active, image);
		}
	});

	it("is refused at once where it cannot be", () => {
		const refused = (options: Partial<UpdaterOptions>, address: unknown = url) => {
			const { done, downloads, replies, updater } = setUp(options);
			updater.fromUrl(address, done);
			assert.equal(downloads.length, 0);
			return (replies[0] as { error: string }).error;
		};
		assert.equal(refused({ slot: undefined }), "this device has no place for new firmware");
		assert.equal(refused({ downloader: undefined }), "this device cannot fetch firmware by itself");
		assert.match(refused({ trial: { active: true } }), /^the firmware that runs is on trial itself/);
		for (const address of ["", "fw.bin", 7, null, {}]) assert.match(refused({}, address), /^the url is no/);
		const { done, replies, updater } = setUp();
		updater.fromUrl(url, done);
		updater.fromUrl(url, done);
		updater.upload(image.length, done);
		assert.deepEqual(replies.slice(1), Array(2).fill({ error: "an update is under way already" }));
	});

	it("fails when the slot cannot be written", () => {
		const { downloads, done, progress, slot, store, updater } = setUp();
		slot.fault = new Error("write failed");
		updater.fromUrl(url, done);
		downloads[0]!.events.onHead(200, image.length, undefined);
		downloads[0]!.events.onData(image);
		assert.equal(progress.at(-1)!.error, "the image cannot be written: write failed");
		assert.equal(store.size, 0);
	});
});

describe("an upload", () => {
	it("is answered when the slot holds it for the next start", () => {
		const { done, replies, slot, state, time, updater } = setUp();
		const body = updater.upload(image.length, done);
		body.onData(image.subarray(0, 1000));
		body.onData(image.subarray(1000));
		assert.deepEqual(replies, []);
		body.onEnd();
		assert.deepEqual(replies, [{}]);
		assert.deepEqual(slot.active, image);
		time.advance(1000);
		assert.equal(state.restarts, 1);
		body.onClosed();
		assert.equal(replies.length, 1);
	});

	it("leaves nothing active wherever it is broken off", () => {
		for (let length = 0; length < image.length; length += 11) {
			const { done, replies, slot, state, updater } = setUp();
			const body = updater.upload(image.length, done);
			body.onData(image.subarray(0, length));
			body.onClosed();
			assert.deepEqual(replies, [{ error: "the upload was broken off" }]);
			assert.deepEqual([slot.active, slot.written, state.paused], [undefined, undefined, 0]);
		}
	});

	it("leaves nothing active when the power goes at any point", () => {
		for (let length = 0; length <= image.length; length += 11) {
			const { done, slot, updater } = setUp();
			updater.upload(image.length, done).onData(image.subarray(0, length));
			assert.equal(slot.active, undefined);
		}
	});

	it("must be signed where a key is set", () => {
		const { privateKey, publicKey } = newKeys();
		const key = hexText(publicBytes(publicKey));
		const upload = (bytes: Uint8Array) => {
			const { done, replies, slot, updater } = setUp({ key });
			const body = updater.upload(bytes.length, done);
			body.onData(bytes);
			body.onEnd();
			return [replies[0], slot.active];
		};
		assert.deepEqual(upload(signedImage(image, privateKey)), [{}, image]);
		assert.deepEqual(upload(image), [{ error: "the image is not signed, and update.key is set" }, undefined]);
		const other = { error: "the signature is not by the key in update.key" };
		assert.deepEqual(upload(signedImage(image, newKeys().privateKey)), [other, undefined]);
	});

	it("is refused by its length before a byte of it is read", () => {
		const { done, replies, updater } = setUp();
		updater.upload(slotSize + 73, done);
		assert.deepEqual(replies, [
			{ error: `the image has at least ${slotSize + 73} bytes, and the slot holds ${slotSize}` },
		]);
	});
});
