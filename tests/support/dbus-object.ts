/** An object on a message bus with one interface whose properties come and go. */

import type { InterfaceDescriptor, MessageBus } from "dbus-native";

/** A method that gives nothing answers without a body. */
export const nothing = null;

export class DBusObject {
	readonly #bus: MessageBus;
	readonly #path: string;
	readonly #descriptor: InterfaceDescriptor & { properties: Record<string, string> };
	readonly #object: Record<string, unknown>;

	constructor(
		bus: MessageBus,
		path: string,
		name: string,
		methods: Readonly<Record<string, readonly [string, string, (...values: never[]) => unknown]>>,
	) {
		this.#bus = bus;
		this.#path = path;
		this.#descriptor = { name, methods: {}, properties: {} };
		this.#object = {};
		for (const [member, [takes, gives, run]] of Object.entries(methods)) {
			this.#descriptor.methods![member] = [takes, gives, [], []];
			this.#object[member] = run;
		}
	}

	export(): void {
		this.#bus.exportInterface(this.#object, this.#path, this.#descriptor);
	}

	unexport(): void {
		this.#bus.unexportInterface(this.#path);
	}

	get(name: string): unknown {
		return this.#object[name];
	}

	/** Without a word, as before the object is exported. */
	put(name: string, type: string, value: unknown): void {
		this.#descriptor.properties[name] = type;
		this.#object[name] = value;
	}

	set(name: string, type: string, value: unknown): void {
		this.put(name, type, value);
		this.#bus.emitPropertiesChanged(this.#path, this.#descriptor.name, { [name]: value });
	}

	unset(name: string): void {
		if (!(name in this.#descriptor.properties)) return;
		delete this.#descriptor.properties[name];
		this.#bus.emitPropertiesChanged(this.#path, this.#descriptor.name, {}, [name]);
	}
}
