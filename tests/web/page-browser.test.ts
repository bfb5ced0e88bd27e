/** The page in a real browser, before the real firmware: from its first start to a working bridge, as people do it. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { nodeTimers } from "../../hosts/node/node-timers";
import { smartShunt } from "../../tools/simulate/gatt-devices";
import { GattPeer } from "../../tools/simulate/gatt-peer";
import { GattServer } from "../../tools/simulate/gatt-server";
import { assertAccessible, live, startBrowser, type Visit, visit } from "../support/browser";
import { captures } from "../support/captures";
import { chromium } from "../support/environment.mjs";
import { Listener } from "../support/listener";
import { WebRig } from "../support/web-rig";

const options = { skip: !chromium, timeout: 240_000 };
const hostile = "<img src=x onerror=alert(1)>";
const password = "sun & sea";

/** The view's link in the navigation. */
async function goTo(page: Page, view: string): Promise<void> {
	await page.getByRole("navigation").getByRole("link", { name: view }).click();
	await page.getByRole("heading", { level: 2, name: view }).waitFor();
}

function value(page: Page, address: string, label: string) {
	return page.locator(`[data-address="${address}"] dt`, { hasText: label }).locator("+ dd");
}

function passwordField(page: Page) {
	return page.getByRole("textbox", { name: "Password", exact: true });
}

async function logIn(page: Page): Promise<void> {
	await passwordField(page).fill(password);
	await page.getByRole("button", { name: "Log in" }).click();
	await live(page);
}

describe("the page in a browser", options, () => {
	let rig: WebRig;
	let browser: Browser;
	let phone: Visit;
	let page: Page;
	let connections: GattServer;

	before(async () => {
		const peer = new GattPeer(smartShunt, { timers: nodeTimers() });
		connections = await GattServer.listen(peer, "127.0.0.1", 0);
		const gatt = ["--gatt", `127.0.0.1:${connections.port}`];
		rig = await WebRig.start({ publish: { min: 0, max: 5 } }, ["--setup", ...gatt]);
		browser = await startBrowser();
		phone = await visit(browser, rig.url, { viewport: { width: 360, height: 740 } });
		page = phone.page;
	});
	after(async () => {
		await browser?.close();
		await rig?.stop();
		connections?.close();
	});

	it("asks for the first settings, and says what is missing at its field", async () => {
		await page.getByRole("heading", { name: "Set up this bridge" }).waitFor();
		await page.getByLabel("WiFi name").waitFor();
		await assertAccessible(page);
		await page.getByRole("button", { name: "Save and restart" }).click();
		const field = page.getByLabel("WiFi name");
		await page.locator("[role=alert]:visible", { hasText: "wifi.ssid is empty" }).waitFor();
		assert.equal(await field.getAttribute("aria-invalid"), "true");
		assert.equal(await page.evaluate("document.activeElement.id"), await field.getAttribute("id"));
	});

	it("refuses a bad setting with the bridge's own sentence and stores nothing", async () => {
		await page.getByLabel("WiFi name").fill("Attic");
		await page.getByLabel("MQTT broker").fill("mqtt://broker");
		await page.getByRole("button", { name: "Save and restart" }).click();
		await page
			.locator("[role=alert]:visible", { hasText: /mqtt\.host .*accepted: a name, x\.local/ })
			.waitFor();
		assert.equal(await page.getByLabel("MQTT broker").getAttribute("aria-invalid"), "true");
	});

	it("saves them, says what comes next, and is there again after the restart", async () => {
		const listener = await Listener.connect(rig.brokerPort);
		await page.getByLabel("WiFi password").fill("12345678");
		await page.getByLabel("MQTT broker").fill("127.0.0.1");
		await page.getByLabel("Password for this page").fill(password);
		await page.getByRole("button", { name: "Save and restart" }).click();
		await page.locator("#setup-done", { hasText: `the bridge is at ${rig.url}` }).waitFor();
		await page.getByRole("heading", { name: "Log in" }).waitFor();
		const state = /^victron\/bridge\/[^/]+\/state$/;
		await listener.until("the bridge", () => listener.heard.find(({ topic }) => state.test(topic)));
		listener.close();
	});

	it("lets nobody in with a wrong password", async () => {
		await assertAccessible(page);
		await passwordField(page).fill("rain");
		await page.getByRole("button", { name: "Log in" }).click();
		await page.locator("[role=alert]:visible", { hasText: "password" }).waitFor();
		assert.equal(await page.getByRole("navigation").count(), 0);
	});

	it("is logged in to with the keyboard alone", async () => {
		const focus = () => page.evaluate("document.activeElement.id || document.activeElement.textContent");
		await page.reload();
		await passwordField(page).waitFor();
		assert.equal(await focus(), "login-password");
		await page.keyboard.press("Shift+Tab");
		assert.equal(await focus(), "skip");
		await page.keyboard.press("Enter");
		assert.equal(await focus(), "main");
		await page.keyboard.press("Tab");
		assert.equal(await focus(), "login-password");
		await page.keyboard.type(password);
		await page.keyboard.press("Enter");
		await live(page);
		await page.getByText("No device is configured yet").waitFor();
		for (let count = 0; count < 12 && (await focus()) !== "Devices"; count++)
			await page.keyboard.press("Tab");
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { level: 2, name: "Devices" }).waitFor();
	});

	it("finds devices around, and adds them with their keys and names", async () => {
		await goTo(page, "Devices");
		await page.getByRole("button", { name: "Scan for 10 s" }).click();
		const heard = page.locator("#heard li");
		await heard.filter({ hasText: rig.roof.address }).waitFor();
		await heard.filter({ hasText: rig.battery.address }).waitFor();
		await assertAccessible(page);
		await heard.filter({ hasText: rig.roof.address }).getByRole("button", { name: /^Add / }).click();
		assert.equal(await page.getByLabel("Address", { exact: true }).inputValue(), rig.roof.address);
		await page.getByLabel("Encryption key").fill("not a key");
		await page.getByRole("button", { name: "Save device" }).click();
		await page.locator("#device [role=alert]:visible", { hasText: "32 hex digits" }).waitFor();
		await page.getByLabel("Encryption key").fill(rig.roof.key);
		await page.getByLabel("Name", { exact: true }).fill("Roof");
		await page.getByRole("button", { name: "Save device" }).click();
		await page.locator("#configured li", { hasText: "Roof" }).waitFor();
	});

	it("fetches a device's key with its PIN, and says when that is wrong", async () => {
		const fetch = page
			.locator("#heard li", { hasText: rig.battery.address })
			.getByRole("button", { name: /^Fetch/ });
		const said = page.locator("#scan-said");
		page.once("dialog", (dialog) => void dialog.accept("111111"));
		await fetch.click();
		await said.filter({ hasText: "the device refuses the PIN" }).waitFor();
		page.once("dialog", (dialog) => void dialog.accept(String(smartShunt.passkey)));
		await fetch.click();
		await said.filter({ hasText: "is stored" }).waitFor();
		await page.locator("#configured li", { hasText: rig.battery.address }).getByText("key is set").waitFor();
		await page.getByLabel("Address", { exact: true }).fill(rig.battery.address);
		await page.getByLabel("Name", { exact: true }).fill(hostile);
		await page.getByRole("button", { name: "Save device" }).click();
		await page.locator("#configured li", { hasText: hostile }).waitFor();
		assert.equal(await page.locator("#configured li").count(), 2);
	});

	it("restarts the bridge and comes back by itself", async () => {
		page.on("dialog", (dialog) => dialog.accept());
		await page.getByRole("button", { name: "Restart now" }).click();
		await page.getByRole("heading", { name: "Log in" }).waitFor();
		await logIn(page);
	});

	it("shows live values as they change, with names, states and signals", async () => {
		await goTo(page, "Readings");
		const card = page.locator(`article[data-address="${rig.roof.address}"]`);
		await card.locator(".big", { hasText: `${rig.roof.values.pv_power} W` }).waitFor();
		rig.roof.values = { ...rig.roof.values, pv_power: 423, battery_voltage: 14.21 };
		await card.locator(".big", { hasText: "423 W" }).waitFor();
		await value(page, rig.roof.address, "Battery voltage").filter({ hasText: "14.21 V" }).waitFor();
		assert.equal(await value(page, rig.roof.address, "Charger error").textContent(), "None");
		assert.equal(await card.getByRole("heading").textContent(), "Roof");
		await card.locator(".pill", { hasText: /^OK$/ }).waitFor();
		assert.match((await card.locator(".foot").textContent())!, /−58 dBm/);
		await assertAccessible(page);
	});

	it("shows statistics to who asks for them", async () => {
		const card = page.locator(`article[data-address="${rig.roof.address}"]`);
		await card.getByText("Statistics").click();
		await card
			.locator("tr", { hasText: "Pv power max" })
			.locator("td", { hasText: "423 W" })
			.first()
			.waitFor();
		await assertAccessible(page);
	});

	it("shows a hostile name as text", async () => {
		const card = page.locator(`article[data-address="${rig.battery.address}"]`);
		await card.getByRole("heading", { name: hostile }).waitFor();
		assert.equal(await page.locator("img").count(), 0);
	});

	it("refuses a wrong setting at its field, and keeps what a person typed", async () => {
		await goTo(page, "Settings");
		await assertAccessible(page);
		const max = page.getByLabel("publish.max");
		await max.fill("2 days");
		await page.getByRole("button", { name: "Save settings" }).click();
		await page
			.locator("#settings [role=alert]:visible", { hasText: /^publish\.max .*accepted: 1 s to 24 h/ })
			.waitFor();
		assert.equal(await max.getAttribute("aria-invalid"), "true");
		assert.equal(await max.inputValue(), "2 days");
		assert.match((await page.locator("[id='set-publish.max-error']").textContent())!, /^publish\.max /);
		await assertAccessible(page);
	});

	it("saves a right one, and never shows or loses a secret", async () => {
		await page.getByLabel("publish.max").fill("2 min");
		await page.getByRole("button", { name: "Save settings" }).click();
		await page.locator("#settings [role=status]", { hasText: "Saved." }).waitFor();
		assert.equal(await page.locator("#settings [role=alert]:visible").count(), 0);
		await page.reload();
		await live(page);
		assert.equal(await page.getByLabel("publish.max").inputValue(), "2 min");
		for (const key of ["wifi.password", "web.password"])
			assert.equal(await page.getByLabel(key).inputValue(), "***");
		assert.equal(await page.getByLabel("mqtt.password").inputValue(), "");
	});

	it("keeps to a phone's width, to contrast and to order in every view, light and dark", async () => {
		for (const colorScheme of ["dark", "light"] as const) {
			await page.emulateMedia({ colorScheme });
			for (const view of ["Readings", "Devices", "Settings", "Log", "System"]) {
				await goTo(page, view);
				await assertAccessible(page);
			}
		}
	});

	it("says so while the bridge is away, and goes on when it is back", async () => {
		await goTo(page, "Readings");
		await rig.powerCut();
		await page.locator("#link", { hasText: "Reconnecting…" }).waitFor();
		await rig.powerOn();
		await page.getByRole("heading", { name: "Log in" }).waitFor();
		await logIn(page);
		rig.roof.values = { ...rig.roof.values, pv_power: 77 };
		await page.locator(".big", { hasText: "77 W" }).waitFor();
	});

	it("forgets the session with a log-out", async () => {
		await page.getByRole("button", { name: "Log out" }).click();
		await page.getByRole("heading", { name: "Log in" }).waitFor();
		assert.equal(await page.locator("article").count(), 0);
	});

	it("never complained in the browser's console", () => {
		assert.deepEqual(phone.complaints, []);
	});
});

describe("the page of a bridge without a password", options, () => {
	let rig: WebRig;
	let browser: Browser;

	before(async () => {
		const { address, key } = captures.solarCharger;
		rig = await WebRig.start({ devices: [{ address, key: `00${key.slice(2)}`, name: "Roof" }] }, []);
		browser = await startBrowser();
	});
	after(async () => {
		await browser?.close();
		await rig?.stop();
	});

	it("shows, and offers no change", async () => {
		const { page, complaints, close } = await visit(browser, rig.url);
		await live(page);
		await page.locator("#read-only", { hasText: "web.password" }).waitFor();
		await goTo(page, "Settings");
		assert.ok(await page.getByLabel("mqtt.host").isDisabled());
		assert.ok(await page.getByRole("button", { name: "Save settings" }).isDisabled());
		await goTo(page, "System");
		await page.locator("#status dd", { hasText: "Power on" }).waitFor();
		assert.ok(await page.getByRole("button", { name: "Restart", exact: true }).isDisabled());
		await assertAccessible(page);
		assert.deepEqual(complaints, []);
		await close();
	});

	it("tells what is wrong with a device, in words beside the colour", async () => {
		const { page, close } = await visit(browser, rig.url);
		const card = page.locator("article", { hasText: "Roof" });
		await card.locator(".pill", { hasText: "Wrong key" }).waitFor();
		await card.getByText("this device's key begins with ad, the configured one with 00").waitFor();
		await assertAccessible(page);
		await close();
	});

	it("says that too many are open, and goes live when one is closed", async () => {
		const others = [1, 2, 3, 4].map(() => new AbortController());
		for (const { signal } of others) {
			// the page of the test before may not be gone for the bridge yet
			while ((await fetch(`${rig.url}api/events`, { signal })).status !== 200)
				await new Promise((resolve) => setTimeout(resolve, 20));
		}
		const { page, close } = await visit(browser, rig.url);
		await page.locator("#link", { hasText: "Too many pages are open" }).waitFor();
		others[0]!.abort();
		await live(page);
		for (const other of others) other.abort();
		await close();
	});
});
