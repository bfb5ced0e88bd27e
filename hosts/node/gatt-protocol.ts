/** What Node and the XS engine say to each other about connections to devices; links are numbered by XS, values are hex. */

import type { Characteristic, GattFailure } from "../../modules/victron/vreg/port";

/** From XS to Node. */
export type GattAction =
	| readonly ["gatt_connect", link: number, address: string, passkey: number | null]
	| readonly ["gatt_subscribe", link: number, characteristic: Characteristic]
	| readonly ["gatt_read", link: number, characteristic: Characteristic]
	| readonly ["gatt_write", link: number, characteristic: Characteristic, value: string]
	| readonly ["gatt_close", link: number];

/** From Node to XS. */
export type GattEvent =
	| readonly ["gatt_connected", link: number, longestWrite: number]
	| readonly ["gatt_subscribed", link: number, characteristic: Characteristic]
	| readonly ["gatt_value", link: number, characteristic: Characteristic, value: string]
	| readonly ["gatt_notified", link: number, characteristic: Characteristic, value: string]
	| readonly ["gatt_closed", link: number, reason: GattFailure];
