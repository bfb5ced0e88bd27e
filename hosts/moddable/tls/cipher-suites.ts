/**
 * Takes the place of the SDK's list: TLS 1.2 with forward secrecy and authenticated encryption, and nothing else.
 * Every broker with OpenSSL, mbedTLS or Go has these.
 */

import { AES, ECDHE_RSA, GCM, SHA256 } from "ssl/constants";

/** Both kinds of key are `ECDHE_RSA` to the SDK: the certificate tells which. @param low second byte of its number. */
function suite(low: number): object {
	return {
		value: [0xc0, low],
		isExportable: false,
		keyExchangeAlgorithm: ECDHE_RSA,
		cipherAlgorithm: AES,
		cipherKeySize: 16,
		cipherBlockSize: 16,
		hashAlgorithm: SHA256,
		hashSize: 32,
		encryptionMode: GCM,
		ivSize: 8,
		saltSize: 4,
	};
}

/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: RFC 5289. */
export default [suite(0x2b), suite(0x2f)];
