/** The pseudo-terminal as a program with a serial port sees it. */

import assert from "node:assert/strict";
import { existsSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { SerialPort } from "serialport";
import { Pty } from "../../hosts/node/pty";
import { Folder } from "../support/command";

const folder = new Folder();
after(() => folder.remove());

function opened(path: string): Promise<SerialPort> {
	return new Promise((resolve, reject) => {
		const port = new SerialPort({ path, baudRate: 115_200 }, (error) =>
			error ? reject(error) : resolve(port),
		);
	});
}

/** What comes until it ends with `end`. */
function heard(port: SerialPort, end: string): Promise<string> {
	return new Promise((resolve) => {
		let text = "";
		port.on("data", (data: Buffer) => {
			text += data.toString();
			if (text.endsWith(end)) resolve(text);
		});
	});
}

function closed(port: SerialPort): Promise<void> {
	return new Promise((resolve) => port.close(() => resolve()));
}

describe("the console's pseudo-terminal", { skip: process.platform === "win32", timeout: 20_000 }, () => {
	it("carries every byte both ways, without echo, to one reader after the other", async () => {
		const path = join(folder.path, "console");
		let got = "";
		const pty = new Pty(path, (data) => {
			got += data.toString("latin1");
			pty.write(`${data.toString("latin1")}\n`);
		});
		try {
			for (let reader = 0; reader < 3; reader++) {
				const port = await opened(path);
				got = "";
				const sent = `${reader}\x03\x04\x11\x13\x1a\x7f\r`;
				const answer = heard(port, "\r\n");
				port.write(sent);
				assert.equal(await answer, `${sent}\n`);
				assert.equal(got, sent);
				await closed(port);
			}
		} finally {
			pty.close();
		}
		assert.equal(existsSync(path), false);
	});

	it("keeps only so much for nobody", async () => {
		const path = join(folder.path, "unread");
		const pty = new Pty(path, () => {});
		const text = `${"x".repeat(1022)}\r\n`;
		for (let n = 0; n < 1000; n++) pty.write(text);
		const port = await opened(path);
		let length = 0;
		port.on("data", (data: Buffer) => {
			length += data.length;
		});
		await heard(port, "\r\n");
		pty.write("end\n");
		await heard(port, "end\n");
		assert.ok(length < 200_000, `${length} bytes`);
		await closed(port);
		pty.close();
	});

	it("replaces a link, but no file", async () => {
		const file = folder.write("file", "mine");
		assert.throws(() => new Pty(file, () => {}), { message: `${file}: there is such a file already` });
		const nowhere = join(folder.path, "no", "link");
		assert.throws(() => new Pty(nowhere, () => {}), /no link can be made there \(ENOENT\)/);
		const link = join(folder.path, "link");
		const first = new Pty(link, () => {});
		const target = readlinkSync(link);
		const second = new Pty(link, () => {});
		assert.notEqual(readlinkSync(link), target);
		second.close();
		first.close();
	});
});
