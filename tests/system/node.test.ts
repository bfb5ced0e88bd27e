/** The end-to-end suite on the XS engine from npm. */

import { describe } from "node:test";
import { embeddedBroker, mosquittoBroker } from "../support/brokers";
import { mosquitto } from "../support/environment.mjs";
import { npmHost } from "../support/npm-host";
import { requestSuite } from "./requests";
import { systemSuite } from "./suite";

for (const suite of [systemSuite, requestSuite]) suite(npmHost, "the embedded broker", embeddedBroker);
if (mosquitto) for (const suite of [systemSuite, requestSuite]) suite(npmHost, "mosquitto", mosquittoBroker);
else describe.skip("npm host with mosquitto: it is not installed");
