/**
 * AES-128-CCM (RFC 3610) as VE.Smart networking has it: a nonce of 13 bytes, 4 bytes of authentication, no associated
 * data, and at most one block of plaintext. It makes no garbage.
 */

import type { BlockCipher } from "../cipher";
import { longestPlaintext, nonceLength, tagLength } from "./packet";

/** First bytes of the blocks: 4 bytes of authentication and a length of 2 bytes; the length alone. */
const flags = { authentication: 0x09, counter: 0x01 } as const;
/** The last byte of a block: the low byte of its length or counter. */
const last = 15;

export class Ccm {
	private readonly cipher: BlockCipher;
	/** Bytes 1 to 13 are the nonce, which the caller writes. */
	readonly block = new Uint8Array(16);
	private readonly blockBuffer = this.block.buffer;
	private readonly authentication = new Uint8Array(16);
	private readonly authenticationBuffer = this.authentication.buffer;
	private readonly keyStream = new Uint8Array(16);
	private readonly keyStreamBuffer = this.keyStream.buffer;
	/** What `open` decrypted last. */
	readonly plaintext = new Uint8Array(longestPlaintext);

	constructor(cipher: BlockCipher) {
		this.cipher = cipher;
	}

	/**
	 * Decrypts into `plaintext` and compares the authentication behind the ciphertext.
	 * @param length of the ciphertext at `start`, 16 at most.
	 * @returns whether they agree; if not, `plaintext` holds nothing that anybody sent.
	 */
	open(data: Uint8Array, start: number, length: number): boolean {
		const { plaintext } = this;
		const stream = this.keyStream;
		this.begin(length);
		if (length > 0) {
			this.streamBlock(1);
			for (let i = 0; i < length; i++) plaintext[i] = data[start + i]! ^ stream[i]!;
			this.authenticate(plaintext, length);
		}
		this.streamBlock(0);
		const authentication = this.authentication;
		let difference = 0;
		for (let i = 0, at = start + length; i < tagLength; i++, at++)
			difference |= data[at]! ^ authentication[i]! ^ stream[i]!;
		return difference === 0;
	}

	/** B_0 of RFC 3610, 2.2. */
	private begin(length: number): void {
		const { block } = this;
		block[0] = flags.authentication;
		block[nonceLength + 1] = 0;
		block[last] = length;
		this.cipher.encrypt(this.blockBuffer, this.authenticationBuffer);
		block[0] = flags.counter;
	}

	private authenticate(plaintext: Uint8Array, length: number): void {
		const authentication = this.authentication;
		for (let i = 0; i < length; i++) authentication[i]! ^= plaintext[i]!;
		this.cipher.encrypt(this.authenticationBuffer, this.authenticationBuffer);
	}

	/** S_counter of RFC 3610, 2.3. */
	private streamBlock(counter: number): void {
		this.block[last] = counter;
		this.cipher.encrypt(this.blockBuffer, this.keyStreamBuffer);
	}
}
