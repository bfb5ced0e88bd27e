/** A real Chromium without a window, and what every page in it must keep to. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium as engine, type Page } from "playwright-core";
import { chromium } from "./environment.mjs";

const checks = readFileSync(new URL("./page-checks.js", import.meta.url), "utf8");

/** Milliseconds; a limit for what never comes, not a measurement. */
const limit = 30_000;

export function startBrowser(): Promise<Browser> {
	return engine.launch({ executablePath: chromium!, args: ["--no-sandbox"] });
}

export interface Visit {
	readonly page: Page;
	/** What the page complained about: exceptions, and errors on its console. */
	readonly complaints: string[];
	close(): Promise<void>;
}

/** A page with cookies of its own. */
export async function visit(
	browser: Browser,
	url: string,
	options: BrowserContextOptions = {},
): Promise<Visit> {
	const context = await browser.newContext({
		viewport: { width: 1100, height: 800 },
		reducedMotion: "reduce",
		...options,
	});
	context.setDefaultTimeout(limit);
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on("pageerror", ({ message }) => complaints.push(message));
	page.on("console", (message) => {
		// A refused request and a lost connection are shown by the page itself.
		if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
			complaints.push(message.text());
	});
	await page.goto(url);
	return { page, complaints, close: () => context.close() };
}

/** Until the page says that live values come. */
export function live(page: Page): Promise<void> {
	return page.locator("#link", { hasText: "Live" }).waitFor();
}

/** What is wrong with labels, headings, landmarks, ids, contrast, sizes or width, a sentence each. */
export function accessibilityProblems(page: Page): Promise<string[]> {
	return page.evaluate(checks);
}

export async function assertAccessible(page: Page): Promise<void> {
	assert.deepEqual(await accessibilityProblems(page), []);
}
