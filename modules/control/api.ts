/**
 * The whole API: every request that a bridge answers, and what it answers. The same over MQTT
 * (`<base>/bridge/<id>/request/<what>` → `…/response/<what>`), over the serial line (`{"id":1,"request":"<what>",…}`,
 * one JSON object a line) and over HTTP (`POST /api/<what>`). The JSON Schemas in `docs/api.schema.json` are made
 * from these types. No answer holds a password or a key, but for `settings/get` with `secrets` on the serial line.
 */

/** Where a request came in. */
export type Door = "console" | "mqtt" | "web";

/** What every request may carry. */
export interface RequestBase {
	/** Comes back in the response: text of at most 64 characters, or a number. */
	readonly id?: string | number;
}

/** A response is one of these; what a request answers stands beside `status`. */
export type Response<Answer extends object> = ResponseBase & (({ readonly status: "ok" } & Answer) | Failure);

export interface ResponseBase {
	/** As in the request. */
	readonly id?: string | number;
}

export interface Failure {
	readonly status: "error";
	/** One sentence: what is wrong, what is accepted. */
	readonly error: string;
}

/** Nothing beside the status. */
export type Nothing = Record<never, never>;

/** Settings by their key, such as `mqtt.base`. Durations in seconds, or in a request as text such as `10 min`. */
export type SettingValues = Readonly<Record<string, string | number | boolean>>;

export interface DeviceEntry {
	/** Lower case with colons. */
	readonly address: string;
	/** `***` where one is set. */
	readonly key: string;
	/** Empty without one. */
	readonly name: string;
	/** `***` where one is set; absent without one. */
	readonly pin?: string;
	/** Registers that are read on a schedule, separated by commas; absent without any. */
	readonly registers?: string;
}

/**
 * - `ok`: readings arrive.
 * - `wrong_key`: the key does not fit.
 * - `implausible`: the key's first byte fits, but the values make no sense: most likely a wrong key.
 * - `no_adverts`: never heard, or Instant Readout is off; on the cable, nothing that is VE.Direct.
 * - `silent`: heard before.
 * - `unsupported`: a record type or a device on the cable that is not known yet.
 */
export type DeviceState = "ok" | "wrong_key" | "implausible" | "no_adverts" | "silent" | "unsupported";

export interface Diagnosis {
	readonly state: DeviceState;
	/** One sentence for people: what is so, the likely cause, what to do. */
	readonly sentence: string;
	/** With `unsupported` by radio: the advert in the format of a captures file, to report it. The key is not in it. */
	readonly capture?: { readonly address: string; readonly manufacturerData: string };
}

export interface DeviceReport extends Diagnosis {
	/** Of the device on the VE.Direct cable: `vedirect-` and the bridge's `site.id`. */
	readonly address: string;
	/** As configured; empty without one. */
	readonly name: string;
	/** As it stands in topics. */
	readonly topic: string;
	/** Record type such as `solar_charger`; absent before the first reading. */
	readonly type?: string;
	readonly model?: string;
	/** dBm of the last advert; absent on the cable. */
	readonly rssi?: number;
	/** Seconds since the last advert or block of text. */
	readonly age?: number;
	/** The latest reading. */
	readonly reading?: Readonly<Record<string, unknown>>;
}

export interface HeardDevice {
	readonly address: string;
	/** dBm of the last advert. */
	readonly rssi: number;
	readonly model?: string;
	/** Record type such as `solar_charger`; absent where it is not known. */
	readonly type?: string;
	/** As configured. */
	readonly name?: string;
	/** `none`: no key is configured; `off`: the device sends no Instant Readout. */
	readonly key: "fits" | "wrong" | "none" | "off";
}

export interface Requests {
	/** Ends in order and starts anew. */
	readonly restart: { readonly parameters: Nothing; readonly answer: Nothing };
	/** All settings or one, secrets as `***`. Over MQTT only with `mqtt.control`. */
	readonly "settings/get": {
		readonly parameters: {
			/** One of them; all when absent. */
			readonly key?: string;
			/** With keys and passwords: on the serial line only. */
			readonly secrets?: boolean;
		};
		readonly answer: {
			/** As they are kept, and hold after the next start. */
			readonly settings: SettingValues;
			readonly devices?: readonly DeviceEntry[];
			/** Something was changed since the start. */
			readonly restart_needed: boolean;
		};
	};
	/** Changes settings: all of them or none. They hold after a restart. Over MQTT only with `mqtt.control`. */
	readonly "settings/set": {
		readonly parameters: {
			/** By key; null is back to the default. A secret given as `***` stays. */
			readonly settings?: Readonly<Record<string, string | number | boolean | null>>;
			/** Replaces the list of devices. A key or PIN given as `***` stays that of the address. */
			readonly devices?: readonly {
				readonly address: string;
				readonly key?: string;
				readonly name?: string;
				readonly pin?: string;
				readonly registers?: string;
			}[];
		};
		readonly answer: { readonly restart_needed: boolean };
	};
	/** Adds a device, or changes the one with that address. */
	readonly "devices/add": {
		readonly parameters: {
			readonly address: string;
			readonly key?: string;
			readonly name?: string;
			/** 6 digits. */
			readonly pin?: string;
			/** Names or ids of registers, separated by commas. */
			readonly registers?: string;
		};
		readonly answer: { readonly restart_needed: boolean };
	};
	readonly "devices/remove": {
		readonly parameters: { readonly address: string };
		readonly answer: { readonly restart_needed: boolean };
	};
	/** Every configured device with its diagnosis. */
	readonly devices: {
		readonly parameters: Nothing;
		readonly answer: { readonly devices: readonly DeviceReport[] };
	};
	/** Reads registers of a configured device over a connection, and publishes them. With `pin` over MQTT only with `mqtt.control`. */
	readonly registers: {
		readonly parameters: {
			/** Name, topic name or address. */
			readonly device: string;
			/** Names or ids, 32 at most: `["pv_voltage", "0xEDBB", "history"]`. */
			readonly registers: readonly string[];
			/** 6 digits; the device's own when absent. */
			readonly pin?: string;
		};
		readonly answer: {
			/** Fields by name, null where a value is not available; `{"raw":…}` in hex under the id of what is not known. */
			readonly registers: Readonly<Record<string, unknown>>;
			/** Why a register has no value, a sentence each. */
			readonly problems?: Readonly<Record<string, string>>;
		};
	};
	/** Sets a register of a configured device that can be set. Only with `mqtt.control`, whatever the door. */
	readonly "registers/set": {
		readonly parameters: {
			/** Name, topic name or address. */
			readonly device: string;
			/** Name or id. */
			readonly register: string;
			/** As `registers` tells it: a number, an enum's word or code, a list of flags. */
			readonly value: number | string | readonly string[];
		};
		/** What the device holds afterwards, which it may have limited. */
		readonly answer: { readonly registers: Readonly<Record<string, unknown>> };
	};
	/**
	 * Fetches a device's key of Instant Readout over a connection and stores it as `devices/add` does. The key is never
	 * told. Over MQTT only with `mqtt.control`.
	 */
	readonly "keys/fetch": {
		readonly parameters: {
			readonly address: string;
			/** 6 digits; the device's own when absent, 000000 without one. One that is given is kept. */
			readonly pin?: string;
		};
		readonly answer: { readonly restart_needed: boolean };
	};
	/** Listens for Victron devices around, configured or not. */
	readonly scan: {
		readonly parameters: {
			/** Seconds, 1 to 60; 10 when absent. */
			readonly duration?: number;
		};
		readonly answer: { readonly heard: readonly HeardDevice[] };
	};
	/** The bridge itself. */
	readonly status: {
		readonly parameters: Nothing;
		readonly answer: {
			/** `site.id`. */
			readonly bridge: string;
			readonly version: string;
			/** Seconds since the start. */
			readonly uptime: number;
			readonly reset_reason: string;
			/** Connected to the broker. */
			readonly broker: boolean;
			/** Why not, in words. */
			readonly broker_problem?: string;
			/** dBm of the WiFi; absent where there is none. */
			readonly wifi_rssi?: number;
			/** ISO 8601 UTC; absent while the clock is not set. */
			readonly time?: string;
			readonly heap: { readonly chunks?: number; readonly slots?: number; readonly free?: number };
			readonly counters: Readonly<Record<string, number>>;
			readonly restart_needed: boolean;
		};
	};
	/** The statistics of a device, or of all, begin anew. */
	readonly "statistics/reset": {
		readonly parameters: {
			/** Name, topic name or address; all devices when absent. */
			readonly device?: string;
		};
		readonly answer: Nothing;
	};
	/** Forgets every setting and all that is kept, and starts anew. Not over MQTT. */
	readonly "factory-reset": { readonly parameters: { readonly confirm: true }; readonly answer: Nothing };
	/** Fetches new firmware and starts it. Over MQTT only with `mqtt.control`. */
	readonly update: {
		readonly parameters: {
			/** `http://` or `https://`. */
			readonly url: string;
		};
		/** It has begun; progress is on `<base>/bridge/<id>/update`. */
		readonly answer: Nothing;
	};
}

export type What = keyof Requests;

/** On `<base>/bridge/<id>/update`, not retained, and to the web page. */
export interface UpdateProgress {
	readonly state: "receiving" | "verifying" | "restarting" | "trial" | "confirmed" | "rolled_back" | "failed";
	/** Bytes that have arrived, and of the whole image. */
	readonly received?: number;
	readonly size?: number;
	/** Of the new firmware. */
	readonly version?: string;
	/** Why it failed, one sentence. */
	readonly error?: string;
}
