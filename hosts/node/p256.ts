/** ECDSA on P-256 over a digest (SEC 1, 4.1.4): Node's own `verify` takes only what it hashes itself. */

const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const generator: Point = {
	x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
	y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

interface Point {
	readonly x: bigint;
	readonly y: bigint;
}

/** Undefined is the point at infinity. */
type Sum = Point | undefined;

/** Numbers are big-endian: X and Y, the digest's 32 bytes, r and s. */
export function verifyDigest(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
	if (publicKey.length !== 64 || digest.length !== 32 || signature.length !== 64) return false;
	const key = { x: number(publicKey.subarray(0, 32)), y: number(publicKey.subarray(32)) };
	const r = number(signature.subarray(0, 32));
	const s = number(signature.subarray(32));
	if (!isOnCurve(key) || r === 0n || r >= n || s === 0n || s >= n) return false;
	const w = inverse(s, n);
	const sum = add(times(mod(number(digest) * w, n), generator), times(mod(r * w, n), key));
	return sum !== undefined && mod(sum.x, n) === r;
}

function isOnCurve({ x, y }: Point): boolean {
	return x < p && y < p && mod(y * y - x * x * x + 3n * x - b, p) === 0n;
}

function times(factor: bigint, point: Point): Sum {
	let sum: Sum;
	let power: Sum = point;
	for (let left = factor; left > 0n; left >>= 1n) {
		if (left & 1n) sum = add(sum, power);
		power = add(power, power);
	}
	return sum;
}

function add(one: Sum, other: Sum): Sum {
	if (one === undefined || other === undefined) return one ?? other;
	if (one.x === other.x && mod(one.y + other.y, p) === 0n) return undefined;
	const slope =
		one.x === other.x
			? (3n * one.x * one.x - 3n) * inverse(2n * one.y, p)
			: (other.y - one.y) * inverse(other.x - one.x, p);
	const x = mod(slope * slope - one.x - other.x, p);
	return { x, y: mod(slope * (one.x - x) - one.y, p) };
}

/** By Euclid's algorithm; `modulus` is a prime that does not divide `value`. */
function inverse(value: bigint, modulus: bigint): bigint {
	let [rest, next] = [mod(value, modulus), modulus];
	let [factor, nextFactor] = [1n, 0n];
	while (next > 0n) {
		const quotient = rest / next;
		[rest, next] = [next, rest - quotient * next];
		[factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
	}
	return mod(factor, modulus);
}

function mod(value: bigint, modulus: bigint): bigint {
	const rest = value % modulus;
	return rest < 0n ? rest + modulus : rest;
}

function number(bytes: Uint8Array): bigint {
	return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}
