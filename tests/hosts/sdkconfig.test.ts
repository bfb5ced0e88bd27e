import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const megabyte = 0x100000;

function read(name: string): string {
	return readFileSync(new URL(`../../sdkconfig/${name}`, import.meta.url), "utf8");
}

function options(name: string): string[] {
	return read(name)
		.split("\n")
		.filter((line) => line !== "" && !line.startsWith("#"));
}

interface Partition {
	readonly type: string;
	readonly subtype: string;
	readonly offset: number;
	readonly size: number;
}

function partitions(name: string): Partition[] {
	return options(name).map((line) => {
		const [, type, subtype, offset, size] = line.split(",").map((field) => field.trim());
		return { type: type!, subtype: subtype!, offset: Number(offset), size: Number(size) };
	});
}

for (const flash of ["4mb", "8mb"])
	for (const file of ["sdkconfig.defaults", "sdkconfig.defaults.release"])
		test(`${flash}/${file} has lines that the SDK's merger takes, each with a reason before it`, () => {
			let explained = false;
			for (const line of read(`${flash}/${file}`).split("\n")) {
				if (line === "") explained = false;
				else if (line.startsWith("#")) explained = true;
				else {
					assert.match(line, /^CONFIG_[A-Z0-9_]+=(y|n|\d+|"[^"=]+")$/);
					assert.ok(explained, line);
				}
			}
		});

test("the flash size is all that tells the options for 8 MB from those for 4 MB", () => {
	const others = (name: string) => options(name).filter((line) => !line.includes("FLASHSIZE"));
	assert.deepEqual(others("8mb/sdkconfig.defaults"), others("4mb/sdkconfig.defaults"));
	assert.deepEqual(options("8mb/sdkconfig.defaults.release"), options("4mb/sdkconfig.defaults.release"));
});

for (const [flash, size] of [
	["4mb", 4 * megabyte],
	["8mb", 8 * megabyte],
] as const)
	test(`the partitions for ${flash} lie one after the other within the flash, apps at 64 KB`, () => {
		// ESP-IDF keeps what is below for the bootloader and the table itself.
		let end = 0x9000;
		for (const { type, offset, size } of partitions(`${flash}/partitions.csv`)) {
			assert.ok(offset >= end);
			assert.equal(offset % (type === "app" ? 0x10000 : 0x1000), 0);
			end = offset + size;
		}
		assert.ok(end <= size);
	});

for (const flash of ["4mb", "8mb"])
	test(`${flash} has two slots for the firmware, what chooses between them, and room for preferences`, () => {
		const sizes = new Map(partitions(`${flash}/partitions.csv`).map(({ subtype, size }) => [subtype, size]));
		assert.ok(sizes.get("ota_0")! >= 0x1e0000);
		assert.equal(sizes.get("ota_1"), sizes.get("ota_0"));
		assert.equal(sizes.get("ota"), 0x2000);
		assert.ok(sizes.get("nvs")! >= 0x6000);
	});
