/** Takes the place of the SDK's `dsa`: no certificate here has such a key. */

export default class DSA {
	verify(): boolean {
		return false;
	}
}
