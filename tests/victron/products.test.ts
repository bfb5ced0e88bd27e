import assert from "node:assert/strict";
import { test } from "node:test";
import { productName } from "../../modules/victron/products";

test("products whose adverts were captured have their names", () => {
	assert.equal(productName(0xa042), "BlueSolar Charger MPPT 75/15");
	assert.equal(productName(0xa389), "SmartShunt 500A/50mV");
	assert.equal(productName(0xa3a4), "Smart Battery Sense");
});

test("products that older tables miss or misname", () => {
	assert.equal(productName(0xa3f0), "Orion XS 12V/12V-50A");
	assert.equal(productName(0xa3f1), "Orion XS 1400");
	assert.equal(productName(0xa3e8), "Smart BMS 12-200");
	assert.equal(productName(0xc050), "SolarSense 750");
});

test("an unknown product has no name", () => {
	assert.equal(productName(0xfffe), undefined);
});
