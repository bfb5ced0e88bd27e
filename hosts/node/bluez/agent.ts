/** Answers BlueZ when a device wants a passkey: for one device, and only while it is being paired. */

import { defineInterface, type HandlerContext } from "dbus-native";
import { type BluezBus, interfaces } from "./bus";

const path = "/heliograph/agent";
const manager = { path: "/org/bluez", interface: interfaces.agents } as const;

class Rejected extends Error {
	readonly dbusName = "org.bluez.Error.Rejected";
}

/**
 * Pairs by `pair`.
 * @param device its path.
 * @param passkey 0 to 999999; without one, a device that wants one is refused.
 */
export async function withAgent(
	bus: BluezBus,
	device: string,
	passkey: number | undefined,
	pair: () => Promise<unknown>,
): Promise<void> {
	const check = (args: { device: string }, { sender }: HandlerContext): void => {
		if (!bus.isBluez(sender) || args.device !== device) throw new Rejected("not asked for");
	};
	const withdraw = await bus.export(
		path,
		defineInterface({
			name: "org.bluez.Agent1",
			methods: {
				RequestPasskey: {
					in: { device: "o" },
					out: { passkey: "u" },
					handler(args, context) {
						check(args, context);
						if (passkey === undefined) throw new Rejected("no passkey");
						return passkey;
					},
				},
				RequestAuthorization: {
					in: { device: "o" },
					handler(args, context) {
						check(args, context);
						return null;
					},
				},
				Cancel: { handler: () => null },
				Release: { handler: () => null },
			},
		}),
	);
	try {
		await bus.call({
			...manager,
			member: "RegisterAgent",
			signature: "os",
			body: [path, "KeyboardDisplay"],
		});
		try {
			await pair();
		} finally {
			await bus.call({ ...manager, member: "UnregisterAgent", signature: "o", body: [path] }).catch(() => {});
		}
	} finally {
		await withdraw();
	}
}
