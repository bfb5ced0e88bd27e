/**
 * Takes the pictures of the web page for the documentation, in a real Chromium, from the firmware with a simulated
 * site: `node --import tsx tools/web-pictures.ts`.
 */

import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { live, startBrowser, visit } from "../tests/support/browser";
import { cadence, WebRig } from "../tests/support/web-rig";
import { createSite } from "./simulate/site";

const password = "pictures";
/** Seconds of the simulated day before the pictures, from its morning on. */
const past = 4.5 * 3600;
/** One advert in so many is enough for the past. */
const thinned = 367;

const site = createSite();
const adverts = site.adverts();

function* morning(): Generator<object> {
	for (let count = 0; ; count++) {
		const advert = adverts.next().value;
		if (advert.at > past) return;
		if (count % thinned === 0) yield advert;
	}
}

/** The site goes on from there. */
function afternoon(): () => string[] {
	let until = past;
	return () => {
		const due: string[] = [];
		until += cadence / 1000;
		for (;;) {
			const { at, ...advert } = adverts.next().value;
			due.push(JSON.stringify(advert));
			if (at > until) return due;
		}
	};
}

async function picture(
	name: string,
	url: string,
	options: BrowserContextOptions,
	prepare: (page: Page) => Promise<void>,
): Promise<void> {
	const { page, close } = await visit(browser, url, options);
	await prepare(page);
	const path = fileURLToPath(new URL(`../docs/web-${name}.png`, import.meta.url));
	await page.screenshot({ path, fullPage: name === "setup" });
	await close();
}

async function logIn(page: Page): Promise<void> {
	await page.locator("#login-password").fill(password);
	await page.keyboard.press("Enter");
	await live(page);
}

async function readings(page: Page): Promise<void> {
	await logIn(page);
	await page
		.locator("article .pill", { hasText: /^OK$/ })
		.nth(devices.length - 2)
		.waitFor();
}

interface History {
	readonly devices: readonly { readonly values: readonly (number | null)[] }[];
}

/** Until the history holds all of the past. */
async function played(url: string): Promise<void> {
	const { page, close } = await visit(browser, url);
	await logIn(page);
	for (;;) {
		const { devices } = await page.evaluate<History>("fetch('/api/history').then((answer) => answer.json())");
		if (devices[0]!.values.filter((value) => value !== null).length >= past / 1800) break;
		await page.waitForTimeout(500);
	}
	await close();
}

const browser = await startBrowser();
const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 1.5 };
const desktop = { viewport: { width: 1100, height: 860 } };

const fresh = await WebRig.start({}, ["--setup"]);
await picture("setup", fresh.url, phone, async (page) => {
	await page.getByLabel("WiFi name").fill("Attic");
	await page.getByLabel("WiFi password").fill("pictures");
	await page.getByLabel("Password for this page").fill(password);
	await page.getByRole("heading", { level: 2 }).click();
});
await fresh.stop();

const devices = site
	.settings()
	.devices.map((device, index) => (index === 2 ? { ...device, key: `00${device.key.slice(2)}` } : device));
const settings = { mqtt: { host: "127.0.0.1" }, web: { password }, devices } as unknown as Record<
	string,
	object
>;
const rig = await WebRig.start(settings, [], morning());
rig.air = () => [];
await played(rig.url);
rig.air = afternoon();
await picture("readings", rig.url, desktop, readings);
await picture("phone", rig.url, { ...phone, colorScheme: "dark" }, readings);
await picture("devices", `${rig.url}#devices`, { viewport: { width: 1100, height: 720 } }, async (page) => {
	await logIn(page);
	await page.getByRole("button", { name: "Scan for 10 s" }).click();
	await page.locator("#heard li").nth(2).waitFor();
});
await picture("settings", `${rig.url}#settings`, desktop, async (page) => {
	await logIn(page);
	await page.getByLabel("publish.max").fill("2 days");
	await page.getByRole("button", { name: "Save settings" }).click();
	await page.locator("#settings [role=alert]:visible").waitFor();
});
await rig.stop();
await browser.close();
