/** The whole firmware with a radio that throws. */
import start from "../../../main";
import { faultyHost } from "./faulty-scanner";

start(faultyHost());
