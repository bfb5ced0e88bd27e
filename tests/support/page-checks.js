// Runs in the browser: one expression that gives what is wrong with the page as it stands, a sentence each.
(() => {
	const problems = [];
	const visible = (element) => element.checkVisibility({ visibilityProperty: true });
	const name = (element) =>
		`<${element.tagName.toLowerCase()}${element.id ? ` id=${element.id}` : ""}> ${element.textContent.trim().slice(0, 30)}`;

	const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
	for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index)))
		problems.push(`id ${id} stands twice`);
	for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby]"))
		for (const attribute of ["aria-describedby", "aria-labelledby"])
			for (const id of element.getAttribute(attribute)?.split(" ") ?? [])
				if (!document.getElementById(id))
					problems.push(`${name(element)} refers to ${id}, which is not there`);

	for (const element of document.querySelectorAll("input, select, textarea")) {
		const label = [...(element.labels ?? [])].map((each) => each.textContent.trim()).join("");
		if (!label && !element.getAttribute("aria-label")) problems.push(`${name(element)} has no label`);
	}
	for (const element of document.querySelectorAll("button, a, summary, progress, [role=img]"))
		if (!(element.getAttribute("aria-label") ?? element.textContent).trim())
			problems.push(`${name(element)} has no name`);
	for (const element of document.querySelectorAll("svg, img"))
		if (
			element.getAttribute("role") !== "img" &&
			element.getAttribute("aria-hidden") !== "true" &&
			!element.alt
		)
			problems.push(`${name(element)} says nothing to a screen reader, and is not hidden from it`);

	let level = 0;
	for (const heading of [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(visible)) {
		const next = Number(heading.tagName[1]);
		if (next > level + 1) problems.push(`${name(heading)} follows a heading of level ${level}`);
		level = next;
	}
	for (const landmark of ["main", "body > header", "h1"])
		if (document.querySelectorAll(landmark).length !== 1) problems.push(`not one ${landmark}`);
	for (const nav of document.querySelectorAll("nav"))
		if (!nav.getAttribute("aria-label")) problems.push("a nav has no label");
	if (!document.documentElement.lang) problems.push("the page says no language");
	if (!document.title) problems.push("the page has no title");
	if (document.documentElement.scrollWidth > innerWidth)
		problems.push(`the page is ${document.documentElement.scrollWidth} wide, the window ${innerWidth}`);

	// Contrast as in WCAG 2, 1.4.3; opacity counts as paint over what is behind.
	const parse = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
	const over = ([r, g, b, a = 1], back) => [r, g, b].map((part, index) => part * a + back[index] * (1 - a));
	const background = (element) => {
		if (!element) return [255, 255, 255];
		const color = parse(getComputedStyle(element).backgroundColor);
		const alpha = color.length < 3 ? 0 : (color[3] ?? 1);
		return alpha === 1
			? color.slice(0, 3)
			: over([...color.slice(0, 3), alpha], background(element.parentElement));
	};
	const luminance = (color) => {
		const [r, g, b] = color.map((part) => {
			const s = part / 255;
			return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const element = walker.currentNode.parentElement;
		if (!walker.currentNode.textContent.trim() || !visible(element)) continue;
		if (element.closest("script, style, :disabled, .unseen, .skip")) continue;
		const style = getComputedStyle(element);
		const back = background(element);
		const [a, b] = [luminance(over(parse(style.color), back)), luminance(back)];
		const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		const size = Number.parseFloat(style.fontSize);
		const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
		if (contrast < (large ? 3 : 4.5))
			problems.push(`${name(element)} has a contrast of ${contrast.toFixed(2)}`);
	}
	for (const element of [...document.querySelectorAll("button, nav a")].filter(visible)) {
		const { width, height } = element.getBoundingClientRect();
		if (width < 24 || height < 24)
			problems.push(`${name(element)} is ${width} by ${height}: too small for a finger`);
	}
	return problems;
})();
