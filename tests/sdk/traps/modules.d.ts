/** Names that the manifest gives. */

declare module "firmware" {
	import type { Host } from "../../../hosts/ports";
	export default function start(host: Host): void;
}

declare module "traps" {
	import type { Host } from "../../../hosts/ports";
	export function trapped(host: Host): Host;
}
