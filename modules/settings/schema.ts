/**
 * Every setting: its kind, limits, default and help. Types, validation, the console, the web form and the
 * documentation all come from here. A key is `<domain>.<key>`; both parts are at most 15 characters, the limit of
 * preferences on the ESP32, which also holds 4,000 bytes in a string at most.
 */

/** Longest text, in bytes of UTF-8. */
export const longestText = 3900;

interface Kind {
	/** One sentence. */
	readonly help: string;
}

/** Any text; `bytes` of UTF-8 at most, 3,900 unless said. A secret is never shown again. */
interface TextKind extends Kind {
	readonly kind: "text" | "secret";
	readonly default: string;
	readonly bytes?: number;
}

/**
 * Text of one form. `certificate`: PEM or DER in base64, one or several, or empty. `host`: a name or an address, or
 * empty. `network_id`: 4 hex digits, or empty. `public_key`: X and Y on P-256 as 128 hex digits, made of PEM too, or
 * empty. `timezone`: POSIX TZ. `window`: `HH:MM/minutes`, or empty.
 */
interface FormKind extends Kind {
	readonly kind: "certificate" | "host" | "network_id" | "public_key" | "timezone" | "window";
	readonly default: string;
}

/** MQTT topic levels without wildcards; `level` is one of them, or empty. */
interface TopicKind extends Kind {
	readonly kind: "topic" | "level";
	readonly default: string;
	readonly bytes: number;
	/** May be empty. */
	readonly optional?: true;
}

/** 1 to 65535; 0 leaves the choice to the firmware. */
interface PortKind extends Kind {
	readonly kind: "port";
	readonly default: number;
}

/** Whole seconds. */
interface DurationKind extends Kind {
	readonly kind: "duration";
	readonly default: number;
	readonly min: number;
	readonly max: number;
}

/** Whole milliseconds. */
interface MillisecondsKind extends Kind {
	readonly kind: "milliseconds";
	readonly default: number;
	readonly min: number;
	readonly max: number;
}

/** Volts, to the hundredth. */
interface VoltageKind extends Kind {
	readonly kind: "voltage";
	readonly default: number;
	readonly max: number;
}

/** Number of a GPIO; -1 is none. Which of them there are is the chip's. */
interface GpioKind extends Kind {
	readonly kind: "gpio";
	readonly default: -1;
	readonly min: -1;
	readonly max: number;
}

interface ChoiceKind extends Kind {
	readonly kind: "choice";
	readonly default: string;
	readonly choices: readonly string[];
}

interface BooleanKind extends Kind {
	readonly kind: "boolean";
	readonly default: boolean;
}

/** Bluetooth address, 128-bit key in hex, name, PIN of 6 digits; empty where the device has none in the settings. */
interface DeviceKind extends Kind {
	readonly kind: "address" | "key" | "name" | "pin";
	readonly default: "";
}

/** Names or ids of registers, separated by commas. */
interface RegistersKind extends Kind {
	readonly kind: "registers";
	readonly default: "";
}

export type Setting =
	| TextKind
	| FormKind
	| TopicKind
	| PortKind
	| DurationKind
	| MillisecondsKind
	| VoltageKind
	| GpioKind
	| ChoiceKind
	| BooleanKind
	| DeviceKind
	| RegistersKind;

const day = 86_400;

export const schema = {
	"wifi.ssid": { kind: "text", default: "", bytes: 32, help: "Name of the WiFi network." },
	"wifi.password": { kind: "secret", default: "", bytes: 64, help: "Password of the WiFi network." },
	"mqtt.host": {
		kind: "host",
		default: "",
		help: "The MQTT broker; empty finds one that announces `_mqtt._tcp` by mDNS, with `mqtt.tls` one with TLS.",
	},
	"mqtt.port": {
		kind: "port",
		default: 0,
		help: "Port of the broker; 0 is 1883, or 8883 with TLS. One that is found says its own.",
	},
	"mqtt.username": { kind: "text", default: "", help: "User at the broker; empty for none." },
	"mqtt.password": { kind: "secret", default: "", help: "Password at the broker." },
	"mqtt.tls": { kind: "boolean", default: false, help: "Encrypts the connection to the broker." },
	"mqtt.ca": {
		kind: "certificate",
		default: "",
		help: "Certificate of the authority that signed the broker's; empty trusts the computer's list, a device has none.",
	},
	"mqtt.control": {
		kind: "boolean",
		default: false,
		help: "Settings can be read and changed, and updates begun, by requests over MQTT.",
	},
	"mqtt.base": { kind: "topic", default: "victron", bytes: 128, help: "What every topic begins with." },
	"mqtt.discovery": {
		kind: "topic",
		default: "homeassistant",
		bytes: 128,
		optional: true,
		help: "Discovery prefix of Home Assistant; empty turns discovery off.",
	},
	"scan.window": {
		kind: "milliseconds",
		default: 30,
		min: 3,
		max: 1000,
		help: "The radio listens to Bluetooth for this long in each `scan.interval`; WiFi has the rest.",
	},
	"scan.interval": {
		kind: "milliseconds",
		default: 70,
		min: 3,
		max: 1000,
		help: "How often it begins to listen; near a divisor or a multiple of 160 ms, adverts are missed in rows.",
	},
	"publish.min": {
		kind: "duration",
		default: 5,
		min: 0,
		max: 3600,
		help: "A value that changes is published at most this often.",
	},
	"publish.max": {
		kind: "duration",
		default: 60,
		min: 1,
		max: day,
		help: "A value that does not change is published at least this often; not below `publish.min`.",
	},
	"sleep.mode": {
		kind: "choice",
		default: "off",
		choices: ["off", "dark", "cycle"],
		help: "`dark` sleeps while there is no PV power, `cycle` by a schedule, `off` never.",
	},
	"sleep.after": {
		kind: "duration",
		default: 600,
		min: 10,
		max: day,
		help: "Without PV power for this long, it is dark.",
	},
	"sleep.check": {
		kind: "duration",
		default: 600,
		min: 10,
		max: day,
		help: "While it is dark, wakes this often to look for PV power.",
	},
	"sleep.heartbeat": {
		kind: "duration",
		default: 3600,
		min: 60,
		max: day,
		help: "While it is dark, publishes at least this often.",
	},
	"sleep.alarm_voltage": {
		kind: "voltage",
		default: 0,
		max: 100,
		help: "While it is dark, a battery that falls below this is published at once; 0 is none.",
	},
	"cycle.awake": { kind: "duration", default: 120, min: 10, max: day, help: "Awake for this long." },
	"cycle.asleep": { kind: "duration", default: 1080, min: 10, max: day, help: "Then asleep for this long." },
	"cycle.service": {
		kind: "window",
		default: "20:00/60",
		help: "Stays awake from this local time for this many minutes each day; empty is never.",
	},
	"vedirect.rx": {
		kind: "gpio",
		default: -1,
		min: -1,
		max: 48,
		help: "GPIO that the TX of a VE.Direct device is wired to, for text and registers; -1 is none.",
	},
	"vedirect.tx": {
		kind: "gpio",
		default: -1,
		min: -1,
		max: 48,
		help: "GPIO that is wired to its RX, to ask for registers as well; -1 only listens.",
	},
	"vedirect.name": {
		kind: "name",
		default: "",
		help: "Names the VE.Direct device in its topic; empty is `vedirect-` and `site.id`.",
	},
	"clock.server": {
		kind: "host",
		default: "",
		help: "Time server; empty is the network's own where it names one, else `pool.ntp.org`.",
	},
	"clock.timezone": {
		kind: "timezone",
		default: "UTC0",
		help: "Time zone as a POSIX TZ string, such as `CET-1CEST,M3.5.0,M10.5.0/3`; sets local midnight.",
	},
	"network.id": {
		kind: "network_id",
		default: "",
		help: "Id of the VE.Smart network whose registers are published, as VictronConnect's database has it; empty is none.",
	},
	"network.key": {
		kind: "key",
		default: "",
		help: "Key of the VE.Smart network; with `network.id` only.",
	},
	"web.enabled": { kind: "boolean", default: true, help: "Serves the web interface." },
	"web.password": {
		kind: "secret",
		default: "",
		help: "Password of the web interface; without one it only shows. Kept as a salted hash.",
	},
	"registers.interval": {
		kind: "duration",
		default: 900,
		min: 60,
		max: day,
		help: "The `registers` of each device are read this often, over a connection; nothing is heard meanwhile.",
	},
	"update.key": {
		kind: "public_key",
		default: "",
		help: "Public key (P-256, PEM or 128 hex digits) of who signs new firmware; empty takes any.",
	},
	"site.id": {
		kind: "level",
		default: "",
		bytes: 64,
		optional: true,
		help: "Names this bridge in its topics; empty is the last 6 hex digits of the MAC.",
	},
} as const satisfies Readonly<Record<string, Setting>>;

/** What each entry of `devices` holds. */
export const deviceSchema = {
	address: { kind: "address", default: "", help: "Bluetooth address of the device." },
	key: {
		kind: "key",
		default: "",
		help: "Encryption key of the device as VictronConnect shows it; not needed where it sends plaintext.",
	},
	name: {
		kind: "name",
		default: "",
		help: "Names the device in its topic; without one, its address does.",
	},
	pin: {
		kind: "pin",
		default: "",
		help: "PIN of the device for connections to it; empty is 000000, as devices come.",
	},
	registers: {
		kind: "registers",
		default: "",
		help: "Registers that are read every `registers.interval`, such as `pv_voltage, history`.",
	},
} as const satisfies Readonly<Record<string, Setting>>;

type Schema = typeof schema;

export type SettingKey = keyof Schema;

/** Durations are seconds. */
export type ValueOf<S extends Setting> = S extends {
	kind: "port" | "duration" | "milliseconds" | "voltage" | "gpio";
}
	? number
	: S extends { kind: "boolean" }
		? boolean
		: S extends { kind: "choice"; choices: readonly (infer Choice)[] }
			? Choice
			: string;

export interface DeviceSettings {
	/** Lower case with colons. */
	readonly address: string;
	/** 32 lower-case hex digits, or empty. */
	readonly key: string;
	/** Empty without one. */
	readonly name: string;
	/** 6 digits. */
	readonly pin?: string;
	/** Names or ids, separated by commas. */
	readonly registers?: string;
}

/** Valid values for all keys, such as `settings["mqtt.port"]`, and the devices, whose addresses are distinct. */
export type Settings = { readonly [K in SettingKey]: ValueOf<Schema[K]> } & {
	readonly devices: readonly DeviceSettings[];
};

export const settingKeys = Object.keys(schema) as readonly SettingKey[];

/** The part before the dot of every setting's key, each once. */
export function domainNames(): string[] {
	const names: string[] = [];
	for (const key of settingKeys) {
		const name = key.slice(0, key.indexOf("."));
		if (!names.includes(name)) names.push(name);
	}
	return names;
}

export function isSettingKey(text: string): text is SettingKey {
	return Object.hasOwn(schema, text);
}

/** Secrets stay out of logs and messages; `masked` hides them. */
export function isSecret(setting: Setting): boolean {
	return setting.kind === "secret" || setting.kind === "key" || setting.kind === "pin";
}

/** A new object, because tables in flash are read-only. */
export function defaultSettings(): Settings {
	const settings: Record<string, unknown> = { devices: [] };
	for (const key of settingKeys) settings[key] = schema[key].default;
	return settings as unknown as Settings;
}

/** The broker's port: the configured one, else 8883 with TLS and 1883 without. */
export function brokerPort(settings: Settings): number {
	return settings["mqtt.port"] || (settings["mqtt.tls"] ? 8883 : 1883);
}
