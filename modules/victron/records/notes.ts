/** What the documentation says about each record beside its fields; not in the firmware. */

interface RecordNotes {
	/** Devices that send it. */
	readonly devices: string;
	/** Where the layout comes from and how far it is proven. */
	readonly source: string;
}

/** By the record's type. */
export const recordNotes: Readonly<Record<string, RecordNotes>> = {
	ac_charger: {
		devices: "Blue Smart IP22, IP43, IP65 and Smart IP43",
		source: "document, proven by a capture",
	},
	battery_monitor: {
		devices: "BMV-712 Smart, SmartShunt, Smart Battery Sense",
		source: "document, proven by captures; the current's NA value is the captures' (0x1FFFFF)",
	},
	battery_protect: {
		devices: "Smart BatteryProtect",
		source: "document with its start bits corrected, proven by a capture",
	},
	dc_energy_meter: { devices: "SmartShunt in DC energy meter mode", source: "document, proven by captures" },
	dcdc_converter: { devices: "Orion Smart", source: "document, proven by captures" },
	gx_device: { devices: "Cerbo GX and others", source: "document's draft; no capture" },
	inverter_rs: { devices: "Inverter RS Smart", source: "document; no capture" },
	inverter: { devices: "Phoenix Inverter Smart and VE.Direct", source: "document; no real capture" },
	lynx_smart_bms: {
		devices: "Lynx Smart BMS 500 and 1000",
		source: "document, proven by captured plaintexts",
	},
	multi_rs: { devices: "Multi RS Solar", source: "document, proven by a capture" },
	orion_xs: { devices: "Orion XS", source: "third-party knowledge; no keyed capture" },
	smart_bms: { devices: "Smart BMS 12-200 and others", source: "layout not public" },
	smart_lithium: { devices: "Lithium Battery Smart", source: "document, proven by a captured plaintext" },
	solar_charger: { devices: "BlueSolar and SmartSolar MPPT", source: "document, proven by captures" },
	solar_sense: { devices: "SolarSense 750", source: "Victron's GX driver; no real capture" },
	test_record: { devices: "Development samples", source: "document; the real capture has no content" },
	ve_bus: {
		devices: "MultiPlus and Quattro with a VE.Bus Smart dongle",
		source: "document, proven by captures",
	},
};
