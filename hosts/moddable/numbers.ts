/** Large numbers as bytes, big-endian. */

export function wholeNumber(bytes: Uint8Array): bigint {
	return BigInt.fromArrayBuffer(bytes.slice().buffer as ArrayBuffer) as unknown as bigint;
}
