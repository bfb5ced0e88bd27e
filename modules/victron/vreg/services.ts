/**
 * UUIDs of the VE.Smart service. The services for the PIN, its PUK and firmware updates stand beside it in a device;
 * nothing here ever writes to them.
 */

/** Some devices have the second. */
export const serviceUuids = [
	"306b0001-b081-4037-83dc-e59fcc3cdfd0",
	"306b0001-b081-4037-83dc-e59fcc3cdfd1",
] as const;

/** In the first eight digits of the service's UUID, for that of a characteristic. */
export const characteristicPrefixes = {
	control: "306b0002",
	lastData: "306b0003",
	data: "306b0004",
} as const;
