/*
	AES-128 of single blocks by the SDK's `crypt`, whose own cipher object keeps its key schedule: 300 bytes more for each
	device than its key. Here it is made for each block, in a few microseconds.
*/

#include "xsPlatform.h"
#include "xsmc.h"
#include "fips197.h"

enum { size = 16, words = size / 4, rounds = 10 };

/* makeKey(key): an object that holds the 16 bytes. */
void xs_ciphers_makeKey(xsMachine *the)
{
	if (xsmcGetArrayBufferLength(xsArg(0)) != size)
		xsRangeError("bad key size");
	xsResult = xsNewHostObject(NULL);
	xsmcSetHostChunk(xsResult, NULL, size);
	c_memcpy(xsmcGetHostChunk(xsResult), xsmcToArrayBuffer(xsArg(0)), size);
}

/* encrypt(block, result) with such an object for `this`. */
void xs_ciphers_encrypt(xsMachine *the)
{
	uint32_t schedule[(rounds + 1) * words];

	if (xsmcGetArrayBufferLength(xsArg(0)) < size || xsmcGetArrayBufferLength(xsArg(1)) < size)
		xsRangeError("bad block size");
	aes_keysched(xsmcGetHostChunk(xsThis), words, words, rounds, aes_cipher_encryption, schedule);
	aes_encrypt4(xsmcToArrayBuffer(xsArg(0)), xsmcToArrayBuffer(xsArg(1)), rounds, schedule);
}
