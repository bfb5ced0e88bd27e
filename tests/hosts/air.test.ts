import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { describe, it } from "node:test";
import { airAdvert, airDatagram } from "../../hosts/air";
import { listenToAir } from "../../hosts/node/air-socket";
import { freePort } from "../support/brokers";
import { captures } from "../support/captures";

const { address, manufacturerData } = captures.solarCharger;

describe("the simulated air", () => {
	it("gives an advert as a radio would: flags, then Victron's manufacturer data", () => {
		const advert = airDatagram(
			JSON.stringify({ address: address.toUpperCase(), rssi: -61, manufacturerData }),
		)!;
		assert.equal(advert.address, address);
		assert.equal(advert.rssi, -61);
		const length = (manufacturerData.length / 2 + 3).toString(16);
		assert.equal(Buffer.from(advert.data).toString("hex"), `020106${length}ffe102${manufacturerData}`);
	});

	for (const junk of ["", "{", "null", "[]", "5", '"10"', "{}", "\u0000"])
		it(`hears nothing in ${JSON.stringify(junk)}`, () => assert.equal(airDatagram(junk), undefined));

	for (const [what, value] of [
		["no address", { manufacturerData }],
		["an address that is a number", { address: 5, manufacturerData }],
		["no data", { address }],
		["data that is a list", { address, manufacturerData: [16] }],
		["half a byte", { address, manufacturerData: "100" }],
		["no hex", { address, manufacturerData: "1g" }],
		["more than a structure holds", { address, manufacturerData: "10".repeat(253) }],
	] as const)
		it(`hears nothing in ${what}`, () => assert.equal(airAdvert(value), undefined));

	it("takes as much as a structure holds, and nothing at all", () => {
		assert.equal(airAdvert({ address, manufacturerData: "10".repeat(252) })?.data.length, 259);
		assert.equal(airAdvert({ address, manufacturerData: "" })?.data.length, 7);
	});

	for (const [rssi, heard] of [
		[-61.4, -61],
		[undefined, -127],
		["-61", -127],
		[300, -127],
		[null, -127],
	] as const)
		it(`takes a signal of ${JSON.stringify(rssi)} as ${heard} dBm`, () =>
			assert.equal(airAdvert({ address, rssi, manufacturerData })?.rssi, heard));

	it("listens until it is closed", async () => {
		const port = await freePort();
		const heard = new Promise<string>((resolve) => {
			void listenToAir("127.0.0.1", port, resolve).then((air) => {
				const sender = createSocket("udp4");
				sender.send("grüezi", port, "127.0.0.1", () => sender.close());
				void heard.then(() => air.close());
			});
		});
		assert.equal(await heard, "grüezi");
	});

	it("says why it cannot listen", async () => {
		await assert.rejects(
			listenToAir("192.0.2.1", 5566, () => {}),
			{
				message: "192.0.2.1:5566: this machine has no such address",
			},
		);
	});
});
