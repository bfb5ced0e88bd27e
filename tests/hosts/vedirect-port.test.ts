/** The cable's serial port on real pseudo-terminals: it goes away in the middle of a flood, and comes back. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { Pty } from "../../hosts/node/pty";
import { VeDirectPort } from "../../hosts/node/vedirect-port";
import { Folder } from "../support/command";

const skip = process.platform === "win32" ? "pseudo-terminals need Linux or macOS" : false;

describe("the cable's serial port", { skip, timeout: 60_000 }, () => {
	const folder = new Folder();
	after(() => folder.remove());

	async function until(what: string, happened: () => boolean): Promise<void> {
		const end = Date.now() + 30_000;
		while (!happened()) {
			if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
	}

	it("is noticed to be gone, also in the middle of a read", async () => {
		const cables = Array.from({ length: 12 }, (_, index) => {
			const pty = new Pty(undefined, () => {});
			const said: string[] = [];
			let received = 0;
			const port = new VeDirectPort(
				pty.path,
				(data) => {
					received += data.length;
				},
				(line) => said.push(line),
			);
			return { pty, port, said, received: () => received, wanted: 20_000 + 4000 * index };
		});
		for (const { pty, received, said, wanted } of cables) {
			await until("the port", () => said.length === 1);
			await until("a flood", () => {
				pty.write(Buffer.alloc(4000, "9"));
				return received() > wanted;
			});
			pty.write(Buffer.alloc(4000, "9"));
			pty.close();
		}
		for (const { pty, port, said } of cables) {
			await until("the news", () => said.length >= 2);
			assert.deepEqual(said.slice(0, 2), [
				`VE.Direct at ${pty.path}: connected`,
				`VE.Direct at ${pty.path}: the port is gone; it is tried again every 3 s`,
			]);
			port.close();
		}
	});

	it("is opened again at its path, and takes frames then", async () => {
		const path = join(folder.path, "cable");
		const said: string[] = [];
		let written = "";
		const port = new VeDirectPort(
			path,
			() => {},
			(line) => said.push(line),
		);
		await until("the first attempt", () => said.length === 1);
		port.write(":154\n");
		const pty = new Pty(path, (data) => {
			written += data;
		});
		await until("the port", () => said.length === 2);
		port.write(":352\n");
		await until("the frame", () => written === ":352\n");
		port.close();
		pty.close();
		assert.deepEqual(said, [
			`VE.Direct at ${path}: there is no such port; it is tried again every 3 s`,
			`VE.Direct at ${path}: connected`,
		]);
	});
});
