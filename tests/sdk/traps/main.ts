/** The firmware with traps in its hardware. */

import "traps";
import "firmware";
