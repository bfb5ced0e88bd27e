/** AES by the SDK's `crypt`: native code, one key schedule for each device, no garbage. */

import { BlockCipher } from "crypt";
import type { BlockCiphers } from "victron/cipher";

export const ciphers: BlockCiphers = {
	aes(key) {
		return new BlockCipher("AES", key);
	},
};
