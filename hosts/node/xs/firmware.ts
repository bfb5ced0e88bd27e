/** The whole firmware, for the XS engine from npm. */
import "../../../main";
