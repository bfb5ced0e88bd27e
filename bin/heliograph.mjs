#!/usr/bin/env node
// The sources are TypeScript: tsx runs them as they are.
let tsx;
try {
	tsx = await import("tsx/esm/api");
} catch {
	process.stderr.write("heliograph: the packages are not installed; run npm ci\n");
	process.exit(1);
}
tsx.register();
const { main } = await import("../hosts/node/cli/main.ts");
// A reader that has seen enough, such as head, ends the command.
process.stdout.on("error", () => process.exit(0));
const code = await main(process.argv.slice(2));
// Standard output may still be on its way into a pipe.
process.stdout.write("", () => process.exit(code));
