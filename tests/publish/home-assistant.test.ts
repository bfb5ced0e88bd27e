import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
	bridgeObjectId,
	bridgePayload,
	type DeviceDiscovery,
	deviceObjectId,
	discoveryPayload,
	expireAfter,
	projectUrl,
} from "../../modules/publish/home-assistant";
import { wholeText } from "../../modules/publish/long-text";
import type { RecordTable } from "../../modules/victron/record";
import { recordByType, records } from "../../modules/victron/records/index";

const bridge = { id: "c0ffee", version: "1.2.3", stateTopic: "victron/bridge/c0ffee/state" };

function discovery(record: RecordTable, changes: Partial<DeviceDiscovery> = {}) {
	return JSON.parse(
		wholeText(
			discoveryPayload({
				record,
				name: "Roof",
				address: "fa:ac:27:84:c6:6f",
				model: "BlueSolar MPPT 75|15",
				productId: 0xa042,
				stateTopic: `victron/${record.type}/Roof`,
				availabilityTopic: `victron/${record.type}/Roof/availability`,
				statisticsTopic: `victron/${record.type}/Roof/statistics`,
				expireAfter: 120,
				bridge,
				...changes,
			}),
		),
	);
}

const componentsOf = (record: RecordTable) => Object.entries<Component>(discovery(record).cmps);
const of = (type: string) => discovery(recordByType(type)!).cmps as Record<string, Component>;

interface Component {
	p: string;
	unique_id: string;
	name: string;
	device_class?: string;
	state_class?: string;
	unit_of_measurement?: string;
	options?: string[];
	suggested_display_precision?: number;
	value_template: string;
	entity_category?: string;
	expire_after?: number;
	state_topic?: string;
}

/** Home Assistant's `DEVICE_CLASS_UNITS` and `DEVICE_CLASS_STATE_CLASSES`, for the classes that can occur. */
const rules: Record<string, { units: string[]; states: string[] }> = {
	voltage: { units: ["V", "mV", "µV", "kV", "MV"], states: ["measurement"] },
	current: { units: ["A", "mA"], states: ["measurement"] },
	power: { units: ["mW", "W", "kW", "MW", "GW", "TW"], states: ["measurement"] },
	apparent_power: { units: ["VA", "mVA", "kVA"], states: ["measurement"] },
	energy: { units: ["Wh", "kWh", "MWh"], states: ["total", "total_increasing"] },
	battery: { units: ["%"], states: ["measurement"] },
	temperature: { units: ["°C", "°F", "K"], states: ["measurement"] },
	duration: {
		units: ["d", "h", "min", "s", "ms", "µs"],
		states: ["measurement", "total", "total_increasing"],
	},
	irradiance: { units: ["W/m²", "BTU/(h⋅ft²)"], states: ["measurement"] },
	signal_strength: { units: ["dB", "dBm"], states: ["measurement"] },
};

describe("the discovery of the device on the cable", () => {
	const components = Object.keys(of("solar_charger"));

	it("has neither a Bluetooth address nor a signal", () => {
		const { dev, cmps } = discovery(recordByType("solar_charger")!, { address: "vedirect-c0ffee" });
		assert.deepEqual(dev.identifiers, ["heliograph_vedirect-c0ffee"]);
		assert.equal(dev.connections, undefined);
		assert.deepEqual(
			Object.keys(cmps),
			components.filter((name) => name !== "rssi"),
		);
		assert.ok(components.includes("rssi"));
	});
});

describe("a device's discovery, for every record", () => {
	for (const record of records)
		it(`${record.type} keeps Home Assistant's rules`, () => {
			const seen = new Set<string>();
			for (const [key, component] of componentsOf(record)) {
				assert.equal(component.p, "sensor");
				assert.ok(component.name.length > 0);
				assert.equal(seen.has(component.unique_id), false, `${key}: unique_id`);
				seen.add(component.unique_id);
				assert.ok(
					[undefined, "diagnostic"].includes(component.entity_category),
					`${key}: a sensor is never config`,
				);
				// statistics come every five minutes
				assert.equal(component.expire_after, component.state_topic === undefined ? 120 : 600);
				if (component.device_class === "enum") {
					assert.ok(component.options!.length > 0);
					assert.equal(
						new Set(component.options).size,
						component.options!.length,
						`${key}: options are unique`,
					);
					assert.equal(component.unit_of_measurement, undefined);
					assert.equal(component.state_class, undefined);
					assert.equal(component.suggested_display_precision, undefined);
				} else {
					assert.equal(component.options, undefined, `${key}: options need device_class enum`);
					if (component.device_class !== undefined) {
						const rule = rules[component.device_class];
						assert.ok(rule, `${key}: ${component.device_class}`);
						assert.ok(
							rule.units.includes(component.unit_of_measurement!),
							`${key}: ${component.unit_of_measurement}`,
						);
						assert.ok(
							component.state_class === undefined || rule.states.includes(component.state_class),
							key,
						);
					}
				}
				if (component.suggested_display_precision !== undefined)
					assert.ok(
						Number.isInteger(component.suggested_display_precision) &&
							component.suggested_display_precision >= 0,
					);
			}
		});

	it("has one component for each field and one for the signal, then those of the statistics", () => {
		for (const record of records) {
			const keys = componentsOf(record).map(([key]) => key);
			const fields = record.fields.map(({ name }) => name);
			assert.deepEqual(keys.slice(0, fields.length + 1), [...fields, "rssi"]);
			const more = keys.slice(fields.length + 1);
			const yields = fields.includes("yield_today") ? ["yield_yesterday", "yield_lifetime"] : [];
			const energies = fields.includes("consumed_charge") ? ["charge_energy", "discharge_energy"] : [];
			assert.deepEqual(more, [...yields, ...energies]);
		}
	});

	it("gives the energy dashboard totals that only grow, from the statistics topic", () => {
		const { yield_lifetime, yield_yesterday } = of("solar_charger");
		assert.deepEqual(yield_lifetime, {
			p: "sensor",
			unique_id: "heliograph_faac2784c66f_yield_lifetime",
			name: "Yield, lifetime",
			state_topic: "victron/solar_charger/Roof/statistics",
			device_class: "energy",
			state_class: "total_increasing",
			unit_of_measurement: "kWh",
			suggested_display_precision: 2,
			value_template: "{{value_json.lifetime.get('yield')}}",
			expire_after: 600,
		});
		assert.equal(yield_yesterday!.state_class, undefined);
		assert.equal(
			of("battery_monitor").discharge_energy!.value_template,
			"{{value_json.lifetime.get('discharge_wh')}}",
		);
	});
});

describe("discoveryPayload", () => {
	it("names the device, its Bluetooth address, and the bridge it comes through", () =>
		assert.deepEqual(discovery(recordByType("solar_charger")!).dev, {
			identifiers: ["heliograph_faac2784c66f"],
			connections: [["bluetooth", "FA:AC:27:84:C6:6F"]],
			name: "Roof",
			manufacturer: "Victron Energy",
			model: "BlueSolar MPPT 75|15",
			model_id: "0xA042",
			via_device: "heliograph_bridge_c0ffee",
		}));

	it("calls a device without a name by its model, and one without a model by its record", () => {
		const record = recordByType("solar_charger")!;
		assert.equal(discovery(record, { name: "" }).dev.name, "BlueSolar MPPT 75|15");
		const nameless = discovery(record, { name: "", model: undefined }).dev;
		assert.deepEqual([nameless.name, nameless.model], ["Solar charger", "Solar charger"]);
	});

	it("says where it comes from", () =>
		assert.deepEqual(discovery(recordByType("gx_device")!).o, {
			name: "Heliograph",
			sw: "1.2.3",
			url: projectUrl,
		}));

	it("is available while both bridge and device are, asleep included", () => {
		const { availability, availability_mode, state_topic, qos } = discovery(recordByType("solar_charger")!);
		assert.deepEqual([availability_mode, state_topic, qos], ["all", "victron/solar_charger/Roof", 1]);
		assert.deepEqual(availability, [
			{
				topic: bridge.stateTopic,
				value_template: "{{'offline' if value_json.state=='offline' else 'online'}}",
			},
			{
				topic: "victron/solar_charger/Roof/availability",
				value_template: "{{'offline' if value=='offline' else 'online'}}",
			},
		]);
	});

	it("makes the yield an energy that only grows", () => {
		const { device_class, state_class, unit_of_measurement, suggested_display_precision } =
			of("solar_charger").yield_today!;
		assert.deepEqual(
			[device_class, state_class, unit_of_measurement, suggested_display_precision],
			["energy", "total_increasing", "kWh", 2],
		);
	});

	it("gives Ah no device class", () => {
		const { device_class, state_class, unit_of_measurement } = of("battery_monitor").consumed_charge!;
		assert.deepEqual([device_class, state_class, unit_of_measurement], [undefined, "measurement", "Ah"]);
	});

	it("takes the precision from the scale", () => {
		const { battery_voltage, battery_current, time_to_go } = of("battery_monitor");
		assert.deepEqual(
			[battery_voltage, battery_current, time_to_go].map((each) => each!.suggested_display_precision),
			[2, 3, 0],
		);
	});

	it("lists each variant of the auxiliary input", () => {
		const components = of("battery_monitor");
		for (const name of ["starter_voltage", "mid_voltage", "battery_temperature"])
			assert.ok(components[name], name);
	});

	it("labels fields for people", () => {
		const components = of("solar_charger");
		assert.equal(components.battery_voltage!.name, "Battery voltage");
		assert.equal(components.pv_power!.name, "PV power");
	});

	it("marks what is for experts as diagnostic", () => {
		const components = of("solar_charger");
		assert.equal(components.charger_error!.entity_category, "diagnostic");
		assert.equal(components.rssi!.entity_category, "diagnostic");
		assert.equal(components.pv_power!.entity_category, undefined);
	});

	it("reads absent numbers as None, which is unknown", () =>
		assert.equal(of("solar_charger").pv_power!.value_template, "{{value_json.get('pv_power')}}"));

	it("reads absent states and unknown codes as None", () =>
		assert.equal(
			of("solar_charger").device_state!.value_template,
			"{{value_json.device_state if value_json.device_state is string else none}}",
		));

	it("joins flags within the longest state", () =>
		assert.equal(
			of("battery_monitor").alarm!.value_template,
			"{{((value_json.alarm|join(', '))[:255] or 'none') if value_json.alarm is defined else none}}",
		));

	it("offers every device state", () => {
		const { options } = of("solar_charger").device_state!;
		for (const slug of ["off", "bulk", "absorption", "float", "external_control"])
			assert.ok(options!.includes(slug), slug);
	});
});

describe("bridgePayload", () => {
	const payload = (signal: "wifi" | "wired") =>
		JSON.parse(wholeText(bridgePayload(bridge, "victron/bridge/c0ffee/health", signal)));

	it("is the device that the others come through", () =>
		assert.deepEqual(payload("wifi").dev.identifiers, [discovery(records[0]!).dev.via_device]));

	it("says whether the bridge is connected", () => {
		const { p, device_class, state_topic } = payload("wifi").cmps.connection;
		assert.deepEqual([p, device_class, state_topic], ["binary_sensor", "connectivity", bridge.stateTopic]);
	});

	it("has a signal only where there is WiFi", () => {
		assert.deepEqual(Object.keys(payload("wired").cmps), ["connection", "reset_reason"]);
		assert.equal(payload("wifi").cmps.wifi_rssi.device_class, "signal_strength");
	});

	it("has unique identifiers", () => {
		const identifiers = Object.values<Component>(payload("wifi").cmps).map(({ unique_id }) => unique_id);
		assert.equal(new Set(identifiers).size, identifiers.length);
	});
});

describe("object identifiers", () => {
	it("hold only what Home Assistant accepts", () => {
		assert.match(deviceObjectId("fa:ac:27:84:c6:6f"), /^[a-zA-Z0-9_-]+$/);
		assert.match(bridgeObjectId("Hütte 2.0"), /^[a-zA-Z0-9_-]+$/);
	});
});

describe("registers that are read by schedule", () => {
	const registers = {
		// pv_voltage, device_mode, serial_number; battery_voltage is in the record, the history a structure
		ids: [0xedbb, 0x0200, 0x010a, 0xed8d, 0x104f],
		topic: "victron/solar_charger/Roof/registers",
		expireAfter: 1800,
	};
	const plain = discovery(recordByType("solar_charger")!).cmps;
	const { cmps } = discovery(recordByType("solar_charger")!, { registers });

	it("are entities beside those of the record, which are as before", () => {
		const added = Object.keys(cmps).filter((name) => !(name in plain));
		assert.deepEqual(added, ["register_pv_voltage", "register_device_mode", "register_serial_number"]);
		for (const name of Object.keys(plain)) assert.deepEqual(cmps[name], plain[name]);
	});

	it("have their own topic and expire by the schedule", () => {
		assert.deepEqual(cmps.register_pv_voltage, {
			p: "sensor",
			unique_id: "heliograph_faac2784c66f_register_pv_voltage",
			name: "PV voltage",
			device_class: "voltage",
			state_class: "measurement",
			unit_of_measurement: "V",
			suggested_display_precision: 2,
			value_template: "{{value_json.get('pv_voltage')}}",
			expire_after: 1800,
			state_topic: registers.topic,
		});
		assert.equal(cmps.register_serial_number.state_topic, registers.topic);
	});

	it("have every option of an enumeration once", () => {
		const { device_class, options } = cmps.register_device_mode;
		assert.equal(device_class, "enum");
		assert.ok(options.includes("off"));
		assert.equal(new Set(options).size, options.length);
	});
});

describe("expireAfter", () => {
	it("is twice publish.max, and no less than for a minute", () => {
		assert.equal(expireAfter(300, 0), 600);
		assert.equal(expireAfter(10, 0), 120);
	});

	it("spans twice the longest sleep", () => {
		assert.equal(expireAfter(60, 3_600_000), 7_200);
		assert.equal(expireAfter(300, 60_000), 600);
	});
});
