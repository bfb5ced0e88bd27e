/** A program on the XS engine that answers text with text: for commands that run no firmware. */

import { bundle } from "./bundle";
import { KeyRing } from "./key-ring";
import { type Meter, XsWorker } from "./xs-worker";

export class XsProgram {
	readonly #worker: XsWorker;

	private constructor(worker: XsWorker) {
		this.#worker = worker;
	}

	/** @param entry path from the project's root. */
	static async start(entry: string): Promise<XsProgram> {
		const keys = new KeyRing();
		const worker = new XsWorker((request) => keys.answer(request));
		try {
			await worker.evaluate(await bundle(entry));
		} catch (error) {
			worker.close();
			throw error;
		}
		return new XsProgram(worker);
	}

	async ask(text: string): Promise<{ text: string; meter: Meter }> {
		const { reply, meter } = await this.#worker.command(Buffer.from(text));
		return { text: reply.toString("utf8"), meter };
	}

	close(): void {
		this.#worker.close();
	}
}
