/** AES by the SDK's `crypt`: native code, the bare key for each device, no garbage. */

import type { BlockCipher, BlockCiphers } from "victron/cipher";

const prototype = {
	encrypt(this: object, block: ArrayBuffer, result: ArrayBuffer): void {
		native("xs_ciphers_encrypt").call(this, block, result);
	},
};

export const ciphers: BlockCiphers = {
	aes(key): BlockCipher {
		return Object.setPrototypeOf(native("xs_ciphers_makeKey").call(undefined, key), prototype);
	},
};
