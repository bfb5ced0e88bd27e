/**
 * Devices behind the GATT port. Values that a public capture has are the capture's, marked with a C; the others are
 * made up to go with them.
 */

import type { PeerDescription } from "./gatt-peer";

const devices = [
	{ instance: 0, parent: 0 },
	{ instance: 1, parent: 0 },
	{ instance: 3, parent: 1 },
] as const;

/** Bit 6: the key of Instant Readout can be read. */
const interfaceRegisters = {
	"0/0093": "1027", // C: keep-alive
	"0/0150": "71000000",
	"0/EC7D": "01",
} as const;

/** MPPT 100/30 in the evening. */
export const smartSolar: PeerDescription = {
	address: "fa:ac:27:84:c6:6f",
	passkey: 0,
	offer: Uint8Array.of(0x00, 0x04, 0x00, 0x01, 0xde, 0x4a, 0x00), // C
	longestWrite: 74,
	devices,
	registers: {
		...interfaceRegisters,
		"0/EC65": "adeccb947395801a4dd45a2eaa44bf17",
		"0/EC66": "6fc68427acfa",
		"1/0100": "0056a0ff",
		"3/0100": "0056a0ff",
		"3/0102": "00005901",
		"3/0200": "01",
		"3/0201": "03",
		"3/0207": "00000000",
		"3/ED8C": "c4ffffff",
		"3/ED8D": "2f05",
		"3/ED8F": "ffff",
		"3/EDA8": "01",
		"3/EDAD": "0000",
		"3/EDBB": "f30a", // C
		"3/EDBC": "10270000",
		"3/EDBD": "2300",
		"3/EDD0": "2c01",
		"3/EDD1": "3e00",
		"3/EDD2": "1801",
		"3/EDD3": "2b00",
		"3/EDDA": "00",
		"3/EDDB": "b80b",
		"3/EDDC": "a0860100",
		"3/EDDD": "a0860100",
		"3/EDF0": "2c01",
		"3/EDF6": "6405",
		"3/EDF7": "a005",
		// C, but for the last byte, which its source has cut off
		"3/1051": "000100000000000000b505d004000000000028000100e90102000000010086083500",
	},
};

/** 500 A, with older firmware: chunks of 20 bytes. */
export const smartShunt: PeerDescription = {
	address: "d1:22:33:44:55:66",
	passkey: 123456,
	offer: Uint8Array.of(0x00, 0x04, 0x00, 0x01, 0xa0, 0x14, 0x00), // made up to fit the captured chunks
	longestWrite: 20,
	devices,
	registers: {
		...interfaceRegisters,
		"0/EC65": "aff4d0995b7d1e176c0c33ecb9e70dcd",
		"0/EC66": "6655443322d1",
		"3/0100": "0089a3ff",
		"3/0382": "ffff",
		"3/0383": "ff7f",
		"3/0FFE": "ffff",
		"3/0FFF": "1027", // C
		"3/ED7D": "ffff", // C
		"3/ED8C": "46fcffff", // C
		"3/ED8D": "2f05", // C
		"3/ED8E": "f3ff", // C
		"3/ED8F": "f8ff", // C
		"3/EDEC": "ffff",
		"3/EEFF": "0000",
	},
};

/** Any other: what all of them have. */
export const otherDevice: PeerDescription = {
	address: "c0:ff:ee:00:00:01",
	passkey: 0,
	offer: smartSolar.offer,
	longestWrite: 74,
	devices,
	registers: interfaceRegisters,
};
