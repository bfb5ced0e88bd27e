/** Stands in for firmware with an exception that it does not take. */

import { host } from "host";

host.system.onFault(() => {
	throw new Error("nobody takes this");
});
host.scanner.start(() => {
	throw new Error("a fault");
});
