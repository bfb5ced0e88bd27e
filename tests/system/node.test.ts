/** The end-to-end suite on the XS engine from npm. */

import { describe } from "node:test";
import { embeddedBroker, mosquittoBroker } from "../support/brokers";
import { mosquitto } from "../support/environment.mjs";
import { npmHost } from "../support/npm-host";
import { systemSuite } from "./suite";

systemSuite(npmHost, "the embedded broker", embeddedBroker);
if (mosquitto) systemSuite(npmHost, "mosquitto", mosquittoBroker);
else describe.skip("npm host with mosquitto: it is not installed");
