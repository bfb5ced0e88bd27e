/**
 * The web interface: the page, its data, its events, and requests to the desk. Every request gets one answer, whatever it
 * is; nothing of it is kept.
 */

import type { Clock, HttpBody, HttpExchange, HttpRequest, LongText, WebServer } from "../../hosts/ports";
import type { UpdateProgress } from "../control/api";
import { type Desk, type Reply, responseText } from "../control/desk";
import { changesThings, isRequest } from "../control/rights";
import type { LogLevel } from "../publish/bridge-log";
import type { Device } from "../telemetry/device";
import { History } from "../telemetry/history";
import type { ReadingSink } from "../telemetry/receiver";
import type { Reading } from "../victron/record";
import { Access, type AccessOptions } from "./access";
import { answerError, answerJson, answerNothing, answerPage } from "./answers";
import { EventFeed, type Views } from "./event-feed";
import { formSchema } from "./form-schema";
import { jsonBody } from "./json-body";
import { recordLabels } from "./labels";
import { LogLines } from "./log-lines";
import { pagePolicy } from "./page-policy";
import { isOwnHost, isSameOrigin, isType } from "./request-checks";

export interface WebInterfaceOptions extends AccessOptions {
	readonly server: WebServer;
	readonly clock: Clock;
	readonly devices: readonly Device[];
	readonly reports: Views;
	/** JSON of a device's statistics, an object with members, by its index. */
	readonly statistics: { payload(index: number): string };
	/** `site.id`. */
	readonly bridge: string;
	/** Of the firmware. */
	readonly version: string;
	/** Takes an image of `length` bytes; absent where there are no updates. */
	readonly updater?: { upload(length: number, done: (reply: Reply) => void): HttpBody };
}

const longestPath = 256;
/** Bytes of a body: what everybody may send, and who may change things. */
const longest = { body: 512, change: 8192 };
const api = "/api/";
/** Where the device is in its own network. */
const portal = "http://192.168.4.1/";
/** What telephones and computers ask for to find out whether a network needs a login. */
const probes: readonly string[] = [
	"/generate_204",
	"/gen_204",
	"/hotspot-detect.html",
	"/ncsi.txt",
	"/connecttest.txt",
	"/redirect",
];

export class WebInterface implements ReadingSink {
	private readonly options: WebInterfaceOptions;
	private readonly access: Access;
	private readonly history: History;
	readonly #log = new LogLines();
	private readonly feed: EventFeed;
	private desk: Desk | undefined;
	/** A large body is being received. */
	private large = false;

	constructor(options: WebInterfaceOptions) {
		this.options = options;
		this.access = new Access(options);
		this.history = new History(options);
		this.feed = new EventFeed(options, options.reports, this.#log);
	}

	/** Takes requests from now on. */
	start(desk: Desk): void {
		this.desk = desk;
		this.options.server.start((request, exchange) => this.request(request, exchange));
	}

	/** @param message without secrets. */
	log(level: LogLevel, message: string): void {
		this.#log.add(level, message);
	}

	reading(device: Device, reading: Reading, plain: Uint8Array, rssi: number, at: number): void {
		this.history.reading(device, reading, plain, rssi, at);
		this.feed.reading(device);
	}

	heard(device: Device): void {
		this.feed.heard(device);
	}

	wrongKey(): void {}

	progress(progress: UpdateProgress): void {
		this.feed.progress(progress);
	}

	private request(request: HttpRequest, exchange: HttpExchange): HttpBody | undefined {
		const { setup } = this.options;
		setup?.used();
		const path = pathOf(request.path);
		if (path === undefined) {
			answerError(exchange, 400, `a path begins with / and has ${longestPath} characters at most`);
			return undefined;
		}
		const host = request.headers.get("host");
		if (setup !== undefined && (host === undefined || !isOwnHost(host) || probes.includes(path)))
			answerNothing(exchange, 302, { location: portal });
		else if (host === undefined) answerError(exchange, 400, "the host header is missing");
		else if (!isOwnHost(host)) answerError(exchange, 421, "use the device's address, or its name in .local");
		else if (request.method === "GET") this.get(path, request, exchange);
		else if (request.method === "POST") return this.post(path, request, exchange);
		else answerError(exchange, 405, "only GET and POST are known here", { allow: "GET, POST" });
		return undefined;
	}

	private get(path: string, request: HttpRequest, exchange: HttpExchange): void {
		const data = dataOf(path);
		if (path === "/") answerPage(exchange, pagePolicy);
		else if (path === "/favicon.ico") answerNothing(exchange, 204);
		else if (data === "session") this.session(request, exchange);
		else if (data !== undefined) {
			const refusal = this.access.refusal(request.headers.get("cookie"), path, false);
			if (refusal === undefined) this.data(data, exchange);
			else answerError(exchange, refusal.status, refusal.sentence);
		} else if (this.takesPost(path)) answerError(exchange, 405, "this takes POST", { allow: "POST" });
		else answerError(exchange, 404, "there is nothing here");
	}

	private data(data: Exclude<Data, "session">, exchange: HttpExchange): void {
		const { devices } = this.options;
		switch (data) {
			case "schema":
				answerJson(exchange, formSchema());
				break;
			case "records":
				answerJson(
					exchange,
					recordLabels(devices.map(({ index }) => this.options.reports.reading(index)?.type ?? "")),
				);
				break;
			case "history":
				answerJson(exchange, this.history.text());
				break;
			case "statistics":
				answerJson(exchange, this.statistics());
				break;
			case "events":
				if (this.feed.full) answerError(exchange, 503, "4 clients listen already", { "retry-after": "10" });
				else this.feed.open(exchange);
		}
	}

	/** `{"devices":[{"address":…,"today":{…},"yesterday":{…},"lifetime":{…}},…]}`, a part for each device. */
	private statistics(): LongText {
		const { devices, statistics } = this.options;
		return {
			count: devices.length + 2,
			part(index) {
				if (index === 0) return '{"devices":[';
				const device = devices[index - 1];
				if (device === undefined) return "]}";
				return `${index === 1 ? "" : ","}{"address":"${device.address}",${statistics.payload(device.index).slice(1)}`;
			},
		};
	}

	private session({ headers }: HttpRequest, exchange: HttpExchange): void {
		const { setup, bridge, version } = this.options;
		const login = this.access.state(headers.get("cookie"));
		answerJson(exchange, JSON.stringify({ login, setup: setup !== undefined, bridge, version }));
	}

	private takesPost(path: string): boolean {
		if (path === "/api/login" || path === "/api/logout") return true;
		return path.startsWith(api) && isRequest(path.slice(api.length));
	}

	private post(path: string, request: HttpRequest, exchange: HttpExchange): HttpBody | undefined {
		const { headers } = request;
		const cookie = headers.get("cookie");
		const what = path.slice(api.length);
		const updater = this.updater(request);
		const fail = (status: number, sentence: string) => answerError(exchange, status, sentence);
		if (!this.takesPost(path)) {
			if (dataOf(path) === undefined && path !== "/") fail(404, "there is nothing here");
			else answerError(exchange, 405, "this takes GET", { allow: "GET" });
		} else if (!isSameOrigin(headers)) fail(403, "this request comes from another page");
		else if (what === "update" && updater !== undefined) return this.take(updater, request, exchange);
		else if (!isType(headers.get("content-type"), "application/json"))
			fail(415, "the body must be application/json");
		else if (what === "login") return this.json(request, exchange, (body) => this.login(body, exchange));
		else if (what === "logout") this.logout(cookie, exchange);
		else {
			const changes = changesThings(what);
			const refusal = this.access.refusal(cookie, what, changes);
			const limit = changes ? longest.change : longest.body;
			if (refusal === undefined)
				return this.json(request, exchange, (body) => this.ask(what, body, exchange), limit);
			fail(refusal.status, refusal.sentence);
		}
		return undefined;
	}

	/** Without a body: no parameters. Only one large body at a time is in memory. */
	private json(
		{ length }: HttpRequest,
		exchange: HttpExchange,
		take: (body: unknown) => void,
		limit: number = longest.body,
	): HttpBody | undefined {
		const large = length > longest.body;
		if (length > limit) answerError(exchange, 413, `the body has more than ${limit} bytes`);
		else if (length === 0) take({});
		else if (large && this.large)
			answerError(exchange, 503, "another large request is under way", { "retry-after": "1" });
		else {
			this.large ||= large;
			const over = () => {
				if (large) this.large = false;
			};
			const done = (value: unknown) => {
				over();
				if (value === undefined)
					answerError(exchange, 400, "the body must be JSON in UTF-8, 16 levels deep at most");
				else take(value);
			};
			return jsonBody(length, done, over);
		}
		return undefined;
	}

	private ask(what: string, body: unknown, exchange: HttpExchange): void {
		const id = typeof body === "object" && body !== null && "id" in body ? body.id : undefined;
		this.desk!.request("web", what, body, (reply) => answerJson(exchange, responseText(id, reply)));
	}

	private login(body: unknown, exchange: HttpExchange): void {
		const password = typeof body === "object" && body !== null && "password" in body ? body.password : "";
		this.access.login(password, (login) => {
			if ("cookie" in login) answerJson(exchange, '{"status":"ok"}', { "set-cookie": login.cookie });
			else if (login.refused === "too many") {
				const { wait } = login;
				const sentence = `too many attempts: try again in ${wait} s`;
				answerError(exchange, 429, sentence, { "retry-after": String(wait) });
			} else if (login.refused === "wrong") answerError(exchange, 401, "the password is wrong");
			else answerError(exchange, 400, "no password is set: web.password sets one");
		});
	}

	private logout(cookie: string | undefined, exchange: HttpExchange): void {
		const over = this.access.state(cookie) === "in";
		const cleared = this.access.logout(cookie);
		if (over) this.feed.closeAll();
		answerJson(exchange, '{"status":"ok"}', { "set-cookie": cleared });
	}

	private updater({ headers }: HttpRequest): WebInterfaceOptions["updater"] {
		return isType(headers.get("content-type"), "application/octet-stream") ? this.options.updater : undefined;
	}

	private take(
		updater: NonNullable<WebInterfaceOptions["updater"]>,
		{ headers, length }: HttpRequest,
		exchange: HttpExchange,
	): HttpBody | undefined {
		const refusal = this.access.refusal(headers.get("cookie"), "update", true);
		if (refusal === undefined)
			return updater.upload(length, (reply) => answerJson(exchange, responseText(undefined, reply)));
		answerError(exchange, refusal.status, refusal.sentence);
		return undefined;
	}
}

/** Without the query; undefined for what no browser sends. Paths are compared as they are: nothing is decoded. */
function pathOf(path: string): string | undefined {
	if (!path.startsWith("/") || path.length > longestPath) return undefined;
	const query = path.indexOf("?");
	return query < 0 ? path : path.slice(0, query);
}

type Data = "session" | "schema" | "records" | "history" | "statistics" | "events";

function dataOf(path: string): Data | undefined {
	switch (path) {
		case "/api/session":
			return "session";
		case "/api/schema":
			return "schema";
		case "/api/records":
			return "records";
		case "/api/history":
			return "history";
		case "/api/statistics":
			return "statistics";
		case "/api/events":
			return "events";
		default:
			return undefined;
	}
}
