/** The page as the hosts send it. */

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const page = new URL("../../modules/web/page.html", import.meta.url);

/** `modules/web/page.html.gz`. The header has no time stamp; another version of zlib may write other bytes. */
export function compressedPage(): Buffer {
	return gzipSync(readFileSync(page), { level: 9 });
}
