/** The firmware with traps in its hardware. */

import start from "firmware";
import { makeHost } from "host";
import { trapped } from "traps";

export default function () {
	start(trapped(makeHost()));
}
