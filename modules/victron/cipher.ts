/** AES-128 of single blocks: the one thing the protocol library needs from outside. */
export interface BlockCipher {
	/** Encrypts the 16 bytes of `block` into the 16 bytes of `result`. */
	encrypt(block: ArrayBuffer, result: ArrayBuffer): void;
}

export interface BlockCiphers {
	/** @param key 16 bytes. */
	aes(key: ArrayBuffer): BlockCipher;
}
