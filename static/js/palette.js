// Keys: Ctrl K opens a list of everywhere one can go, g and a letter goes at once,
// / searches, j and k walk the rows, . shows the API requests, ? lists the keys. Single
// keys are off in fields, and wholly if the reader turned them off (keys.js).
const GO = { d: "Dashboard", p: "Projects", i: "Infrastructure", t: "Tasks", c: "Configuration" };
const HELP = [["Ctrl K", "Go to a project, page or action"], ["/", "Search or filter"],
	...Object.entries(GO).map(([letter, name]) => [`g ${letter}`, `Go to ${name}`]),
	["j, k", "Next row, previous row"], ["[, ]", "Neighbouring step"], ["c", "Create"], ["e", "Edit"], ["Ctrl Enter", "Save"],
	[".", "API requests of this page"], ["Esc", "Close"], ["?", "This list"]];

const isOff = () => document.cookie.includes("slipway-keys=off");
const inField = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

/** What kind of place a link leads to, in a word. */
function kindOf(link) {
	if (link.classList.contains("cta")) return "Action";
	if (link.closest(".projnav")) return document.querySelector(".projnav .who").lastElementChild.textContent;
	return link.closest("main") ? "On this page" : "Page";
}

/** Everything on the page that leads somewhere in the product, once. */
function places() {
	const seen = new Map();
	for (const link of document.querySelectorAll(".mainnav a, .projnav a, .menu .items a, main a[href^='/app']")) {
		const label = link.textContent.replace(/\s+/g, " ").trim();
		if (label && !seen.has(link.href)) seen.set(link.href, { label, href: link.href, kind: kindOf(link) });
	}
	return [...seen.values()];
}

function element(name, properties, ...children) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...children);
	return made;
}

function dialogOf(name) {
	const dialog = element("dialog", { className: name });
	const opener = document.activeElement;
	dialog.addEventListener("close", () => {
		dialog.remove();
		opener?.focus();
	});
	dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
	document.body.append(dialog);
	return dialog;
}

async function projects(text) {
	const space = document.querySelector(".mainnav a").pathname.split("/")[2];
	const name = text.replace(/^create release in\s*/, "");
	const response = await fetch(`/api/${space}/projects?take=10&partialName=${encodeURIComponent(name)}`);
	if (!response.ok) return [];
	const page = await response.json();
	const found = page.Items.map((p) => ({ label: p.Name, href: `/app/${space}/projects/${p.Slug ?? p.Id}`, kind: "Project" }));
	const actions = found.slice(0, text ? 5 : 0).map((p) => ({
		label: `Create release in ${p.label}`, href: `${p.href}/deployments/releases/new`, kind: "Action",
	}));
	return name === text ? [...found, ...actions] : actions;
}

function openPalette() {
	if (document.querySelector("dialog[open]")) return;
	const all = places();
	const input = element("input", { className: "input", placeholder: "Go to a project, page or action", type: "search" });
	const list = element("div", { id: "palette-list" }), hint = element("p", { className: "meta" });
	const dialog = dialogOf("palette");
	let chosen = 0, shown = [], round = 0;

	input.setAttribute("role", "combobox");
	input.setAttribute("aria-label", "Go to");
	input.setAttribute("aria-controls", "palette-list");
	input.setAttribute("aria-expanded", "true");
	list.setAttribute("role", "listbox");
	list.setAttribute("aria-label", "Places");
	function draw() {
		list.replaceChildren(...shown.map((place, i) => {
			const item = element("a", { id: `palette-${i}`, href: place.href, tabIndex: -1 }, place.label);
			item.dataset.kind = place.kind;
			item.setAttribute("role", "option");
			item.setAttribute("aria-selected", String(i === chosen));
			return item;
		}));
		input.setAttribute("aria-activedescendant", shown.length ? `palette-${chosen}` : "");
		list.children[chosen]?.scrollIntoView({ block: "nearest" });
		hint.textContent = shown.length ? "\u2191 \u2193 choose, Enter opens, Esc closes" : "Nothing matches.";
	}
	async function search() {
		const text = input.value.trim().toLowerCase(), mine = ++round;
		chosen = 0;
		shown = all.filter((p) => p.label.toLowerCase().includes(text)).slice(0, 12);
		draw();
		const found = await projects(text).catch(() => []);
		if (mine !== round) return;
		const known = new Set(shown.map((p) => new URL(p.href, location).pathname));
		shown = [...shown, ...found.filter((p) => !known.has(p.href))].slice(0, 20);
		draw();
	}
	input.addEventListener("input", search);
	input.addEventListener("keydown", (event) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && shown.length) {
			event.preventDefault();
			chosen = (chosen + step + shown.length) % shown.length;
			draw();
		} else if (event.key === "Enter" && shown[chosen]) {
			event.preventDefault();
			location.assign(shown[chosen].href);
		}
	});
	dialog.append(input, list, hint);
	dialog.setAttribute("aria-label", "Go to");
	dialog.showModal();
	search();
}

function openHelp() {
	const dialog = dialogOf("help-keys");
	const list = element("dl", { className: "keys" });
	for (const [key, what] of HELP)
		list.append(element("dt", {}, element("kbd", {}, key)), element("dd", {}, what));
	dialog.setAttribute("aria-label", "Keyboard shortcuts");
	dialog.append(element("h2", {}, "Keyboard shortcuts"), list);
	dialog.showModal();
}

function goTo(letter) {
	const name = GO[letter];
	const link = [...document.querySelectorAll(".mainnav a")].find((a) => a.textContent === name);
	if (link) location.assign(link.href);
}

/** Moves the focus to the first link of the row below or above; before that, to the first row. */
// The step before or behind the one that is open.
function neighbour(step) {
	const open = document.querySelector('main [aria-current="step"]');
	const steps = [...(open?.closest("nav, aside")?.querySelectorAll("li > a") ?? [])];
	steps[steps.indexOf(open) + step]?.click();
}

function walkRows(step) {
	const links = [...document.querySelectorAll("main tbody tr, main a.card, main .steplist > li")]
		.map((row) => (row.matches("a") ? row : row.querySelector("a[href]")))
		.filter((link) => link?.offsetParent);
	const rowOf = (element) => element?.closest("tr, a.card, .steplist > li");
	const at = links.findIndex((link) => rowOf(link) === rowOf(document.activeElement));
	links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
}

export function bind() {
	let after_g = 0;
	document.querySelector('[data-key="help"]')?.addEventListener("click", openHelp);
	document.querySelector('[data-key="find"]')?.addEventListener("click", (event) => {
		if (event.ctrlKey || event.metaKey || event.shiftKey) return;
		event.preventDefault();
		openPalette();
	});
	addEventListener("keydown", (event) => {
		if ((event.ctrlKey || event.metaKey) && event.key === "k") {
			event.preventDefault();
			openPalette();
			return;
		}
		if (event.defaultPrevented || isOff() || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
		if (Date.now() - after_g < 1500 && GO[event.key]) goTo(event.key);
		else if (event.key === "/") {
			const search = document.querySelector("main [type=search]");
			if (search) search.focus();
			else openPalette();
			event.preventDefault();
		} else if (event.key === "?") openHelp();
		else if (event.key === ".") document.querySelector('[data-key="."]')?.click();
		else if (event.key === "[" || event.key === "]") neighbour(event.key === "]" ? 1 : -1);
		else if (event.key === "e") document.querySelector('main [data-key="edit"]')?.click();
		else if (event.key === "c") document.querySelector("main a.cta, .projnav a.cta")?.click();
		else if (event.key === "j" || event.key === "k") walkRows(event.key === "j" ? 1 : -1);
		after_g = event.key === "g" ? Date.now() : 0;
	});
}
