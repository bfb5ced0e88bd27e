/** Every callback from the SDK into the firmware is guarded: an exception there would end the engine. */

type Report = (origin: string, message: string) => void;

/** An object, because a variable of a module in flash cannot change. */
const listener: { report: Report } = { report: (origin, message) => trace(`${origin}: ${message}\n`) };

/** Who hears of exceptions; until then they go to the debug output. */
export function onFault(callback: Report): void {
	listener.report = callback;
}

/** Tells of an exception that a port caught. */
export function fault(origin: string, error: unknown): void {
	try {
		listener.report(origin, error instanceof Error ? error.message : String(error));
	} catch {
		trace(`${origin}: a fault could not be told\n`);
	}
}

/**
 * A callback that does not throw.
 * @param origin the port, for people.
 */
export function guard<A extends unknown[]>(origin: string, work: (...a: A) => void): (...a: A) => void {
	return (...a) => {
		try {
			work(...a);
		} catch (error) {
			fault(origin, error);
		}
	};
}
