/** TLS on the npm host, with OpenSSL at both ends. */

import { describe } from "node:test";
import { mosquitto, openssl } from "../support/environment.mjs";
import { npmHost } from "../support/npm-host";
import { tlsSuite } from "./tls-suite";

if (mosquitto && openssl) {
	tlsSuite(npmHost, "ec");
	tlsSuite(npmHost, "rsa");
} else describe.skip("TLS: it needs mosquitto and the openssl command");
