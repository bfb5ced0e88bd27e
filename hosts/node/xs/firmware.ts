/** The whole firmware, for the XS engine from npm. */
import start from "../../../main";

start();
