/** What is the matter with a device, for people: what is so, the likely cause, what to do. */

import type { DeviceState } from "../control/api";
import { hexText } from "../victron/hex";
import { recordById } from "../victron/records/index";
import { type Device, onCable } from "./device";
import { implausible, madeSense } from "./doubts";
import type { UnsupportedAdvert } from "./unsupported-advert";

/** Milliseconds without an advert after which a device counts as silent, or the start as over. */
export const silenceLimit = 60_000;

/** A finding is one of these in its low byte, and what it is about above: a key's first byte, or a record type. */
export const finding = {
	/** The start is not long ago, and nothing is known yet. */
	none: 0,
	ok: 1,
	wrongKey: 2,
	noKey: 3,
	implausible: 4,
	unheard: 5,
	deaf: 6,
	readoutOff: 7,
	silent: 8,
	allSilent: 9,
	unsupported: 10,
	/** Of the device on the cable. */
	cableUnheard: 11,
	cableDamaged: 12,
	cableSilent: 13,
	cableUnknown: 14,
} as const;

const states: readonly DeviceState[] = [
	"no_adverts",
	"ok",
	"wrong_key",
	"wrong_key",
	"implausible",
	"no_adverts",
	"no_adverts",
	"no_adverts",
	"silent",
	"silent",
	"unsupported",
	"no_adverts",
	"no_adverts",
	"silent",
	"unsupported",
];

const copyKey = "copy the key anew from VictronConnect (product info, Instant readout via Bluetooth)";

/** By the finding; the two with an empty one are made with what they are about. */
const sentences: readonly string[] = [
	"not known yet: the bridge has only just started, or the first readings have yet to come",
	"readings arrive",
	"",
	`its readings are encrypted, and no key is set: ${copyKey}`,
	`the key's first byte fits, but the values make no sense: most likely the key is wrong; ${copyKey}`,
	"never heard, while other devices are: check its address, its power and its distance, and turn on Instant readout in VictronConnect",
	"neither this device nor any other is heard: check the addresses and the distance, and that nothing shields the bridge's antenna",
	"it is heard, but Instant readout is off: turn it on in VictronConnect (product info, Instant readout via Bluetooth)",
	"heard before and silent now, while other devices are heard: a phone is probably connected to it, so close VictronConnect; or it is switched off or too far away",
	"heard before, and no device is heard any more: the bridge was perhaps moved or shielded, or the devices are switched off; a phone that is connected silences a device, too",
	"",
	"nothing has come over the VE.Direct cable yet: check that the device is on, that its TX is wired to the bridge's RX, and that both share ground",
	"what comes over the VE.Direct cable is damaged or no VE.Direct: check the wiring, the signal's level and that the device's TX is set to normal communication",
	"the VE.Direct cable is silent: it was pulled, or the device is switched off",
	"text comes over the VE.Direct cable, but it tells nothing that makes a reading: please report the device and its product id",
];

/** Any device was heard by radio within the limit. @param now monotonic milliseconds. */
export function anyHeard(devices: readonly Device[], now: number): boolean {
	for (let i = 0; i < devices.length; i++)
		if (recent(devices[i]!.heardAt, now) && !onCable(devices[i]!)) return true;
	return false;
}

/**
 * @param now monotonic milliseconds, like `startedAt`.
 * @param others `anyHeard` of all devices.
 */
export function diagnose(device: Device, now: number, startedAt: number, others: boolean): number {
	if (onCable(device)) return diagnoseCable(device, now, startedAt);
	const { heardAt, recordType } = device;
	if (device.wantedKeyByte >= 0) return finding.wrongKey | (device.wantedKeyByte << 8);
	if (device.cipher === undefined && device.counter < 0 && recordType >= 0) return finding.noKey;
	const heard = recent(heardAt, now);
	if (!heard && recent(device.withoutReadoutAt, now)) return finding.readoutOff;
	if (heard || heardAt !== undefined) {
		if (implausible(device)) return finding.implausible;
		if (!heard) return others ? finding.silent : finding.allSilent;
		if (device.counter < 0) return finding.none;
		if (recordById(recordType) === undefined) return finding.unsupported | (recordType << 8);
		return madeSense(device) ? finding.ok : finding.none;
	}
	if (now - startedAt < silenceLimit) return finding.none;
	return others ? finding.unheard : finding.deaf;
}

function diagnoseCable({ heardAt, recordType, withoutReadoutAt }: Device, now: number, startedAt: number) {
	if (recent(heardAt, now)) return recordType < 0 ? finding.cableUnknown : finding.ok;
	if (recent(withoutReadoutAt, now)) return finding.cableDamaged;
	if (heardAt !== undefined) return finding.cableSilent;
	return now - startedAt < silenceLimit ? finding.none : finding.cableUnheard;
}

function recent(at: number | undefined, now: number): boolean {
	return at !== undefined && now - at < silenceLimit;
}

/** The members of `Diagnosis` as JSON without the braces. @param code of `diagnose`. */
export function diagnosisMembers(code: number, device: Device, unsupported: UnsupportedAdvert): string {
	const kind = code & 0xff;
	const about = code >>> 8;
	let sentence = sentences[kind]!;
	if (kind === finding.wrongKey)
		sentence = `the key does not fit: this device's key begins with ${hex(about)}, the configured one with ${hex(device.first)}; the PIN was probably changed: ${copyKey}`;
	else if (kind === finding.unsupported)
		sentence = `it sends records of type 0x${hex(about)}, which are not known yet: please report the capture, with what VictronConnect shows at the same time`;
	const said = `"state":"${states[kind]}","sentence":${JSON.stringify(sentence)}`;
	if (kind !== finding.unsupported || unsupported.device !== device) return said;
	const capture = { address: device.address, manufacturerData: hexText(unsupported.data) };
	return `${said},"capture":${JSON.stringify(capture)}`;
}

function hex(byte: number): string {
	return byte.toString(16).padStart(2, "0");
}
