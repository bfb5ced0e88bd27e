/** One day as a picture: PV power and battery voltage over what the bridge was doing. On its own dark ground, so that
 * it reads on light and dark pages alike. */

import type { Calendar } from "./calendar";
import type { Band, DaySeries } from "./series";

const size = { width: 960, height: 430 };
const plot = { left: 64, right: 896, top: 56, bottom: 286 };
const lanes: readonly { readonly band: Band; readonly label: string; readonly color: string }[] = [
	{ band: "wifi", label: "WiFi", color: "#79c0ff" },
	{ band: "awake", label: "listening", color: "#7ee787" },
	{ band: "asleep", label: "asleep", color: "#8b98a9" },
];
const lane = { top: 306, height: 16, gap: 8 };
const color = {
	ground: "#0f1720",
	text: "#d6dde6",
	grid: "#2b3846",
	power: "#e3b341",
	area: "#453c25",
	voltage: "#ff9bce",
};
const hour = 3_600_000;

/** @param title one line, such as the date and the mode. */
export function dayPicture(series: DaySeries, calendar: Calendar, title: string): string {
	const { from, to, samples } = series;
	const x = (at: number) => plot.left + ((at - from) / (to - from)) * (plot.right - plot.left);
	const most = niceMost(Math.max(1, ...samples.map(({ power }) => power)));
	const powerY = (power: number) => plot.bottom - (power / most) * (plot.bottom - plot.top);
	const volts = samples.map(({ voltage }) => voltage);
	const low = Math.min(11, Math.floor(Math.min(...volts)));
	const high = Math.max(15, Math.ceil(Math.max(...volts)));
	const voltageY = (voltage: number) =>
		plot.bottom - ((voltage - low) / (high - low)) * (plot.bottom - plot.top);

	const parts: string[] = [];
	const text = (px: number, py: number, anchor: string, fill: string, content: string, extra = "") =>
		parts.push(
			`<text x="${n(px)}" y="${n(py)}" text-anchor="${anchor}" fill="${fill}" stroke="none"${extra}>${escapeXml(content)}</text>`,
		);
	const rule = (x1: number, y1: number, x2: number, y2: number) =>
		parts.push(
			`<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" stroke="${color.grid}" stroke-width="1"/>`,
		);

	text(plot.left, 26, "start", color.text, title, ' font-size="16" font-weight="bold"');
	const floor = lane.top + lanes.length * (lane.height + lane.gap) - lane.gap + 6;
	for (let mark = 0; mark <= 24; mark += 3) {
		const at = localTime(series, calendar, mark);
		rule(x(at), plot.top, x(at), floor);
		text(x(at), floor + 17, "middle", color.text, `${String(mark).padStart(2, "0")}:00`);
	}
	text((plot.left + plot.right) / 2, floor + 38, "middle", color.text, "local time");
	for (let step = 0; step <= 4; step++) {
		const power = (most * step) / 4;
		rule(plot.left, powerY(power), plot.right, powerY(power));
		text(plot.left - 8, powerY(power) + 4, "end", color.power, String(Math.round(power)));
	}
	text(plot.left - 8, plot.top - 14, "end", color.power, "PV, W");
	for (let voltage = low; voltage <= high; voltage++)
		text(plot.right + 8, voltageY(voltage) + 4, "start", color.voltage, String(voltage));
	text(plot.right + 8, plot.top - 14, "start", color.voltage, "Battery, V");

	if (samples.length > 0) {
		const line = samples.map(({ at, power }) => `${n(x(at))},${n(powerY(power))}`).join(" ");
		const first = samples[0]!;
		const last = samples[samples.length - 1]!;
		parts.push(
			`<polygon points="${n(x(first.at))},${plot.bottom} ${line} ${n(x(last.at))},${plot.bottom}" fill="${color.area}" stroke="none"/>`,
			`<polyline points="${line}" fill="none" stroke="${color.power}" stroke-width="1.5"/>`,
			`<polyline points="${samples.map(({ at, voltage }) => `${n(x(at))},${n(voltageY(voltage))}`).join(" ")}" fill="none" stroke="${color.voltage}" stroke-width="1.5"/>`,
		);
	}
	for (const [index, { band, label, color: fill }] of lanes.entries()) {
		const top = lane.top + index * (lane.height + lane.gap);
		text(plot.left - 8, top + 12, "end", fill, label);
		for (const span of merged(series, band, x)) {
			// a wake of two seconds would be a fiftieth of a pixel
			const width = Math.max(1, span.to - span.from);
			parts.push(
				`<rect x="${n(span.from)}" y="${top}" width="${n(width)}" height="${lane.height}" fill="${fill}" stroke="none"/>`,
			);
		}
	}
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escapeXml(title)}" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12">
<rect width="${size.width}" height="${size.height}" rx="10" fill="${color.ground}"/>
${parts.join("\n")}
</svg>
`;
}

/** The bands' places on the picture; those nearer than a quarter of a pixel are one. */
function merged({ bands }: DaySeries, band: Band, x: (at: number) => number): { from: number; to: number }[] {
	const spans: { from: number; to: number }[] = [];
	for (const entry of bands) {
		if (entry.band !== band) continue;
		const last = spans[spans.length - 1];
		const from = x(entry.from);
		if (last !== undefined && from - last.to < 0.25) last.to = x(entry.to);
		else spans.push({ from, to: x(entry.to) });
	}
	return spans;
}

/** UTC milliseconds at which the clock on the wall shows the hour. */
function localTime({ from }: DaySeries, calendar: Calendar, hours: number): number {
	const guess = from + hours * hour;
	return guess + calendar.offset(from) - calendar.offset(guess);
}

/** A round number not below: 1, 2, 4 or 8 times a power of ten, so that its quarters are round too. */
function niceMost(most: number): number {
	const power = 10 ** Math.floor(Math.log10(most));
	return [1, 2, 4, 8, 10].map((factor) => factor * power).find((value) => value >= most)!;
}

/** With at most one decimal. */
function n(value: number): string {
	return String(Math.round(value * 10) / 10);
}

function escapeXml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
