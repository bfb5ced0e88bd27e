/** The whole firmware with a radio that throws. */
import "./faulty-scanner";
import "../../../main";
