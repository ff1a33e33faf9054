// The log of a task: opens what begins to run, fetches lines that are not on the page,
// marks lines for the address, moves with j and k. New lines come from live.js; whether
// they are shown at once is in follow.js.
import { parse } from "./trusted.js";
import { bind as bindFollow, pause } from "./follow.js";

const LINES_MAX = 2000; // of one node in one page; more are a page of their own

const label = (button, open) => { button.textContent = open ? "Collapse all" : "Expand all"; };

function bindExpand() {
	const button = document.querySelector("[data-expand-log]");
	const nodes = () => [...document.querySelectorAll("details.node")];
	if (!button) return;
	button.hidden = false;
	label(button, nodes().every((n) => n.open));
	button.addEventListener("click", () => {
		const open = !nodes().every((n) => n.open);
		for (const node of nodes()) node.open = open;
		label(button, open);
	});
}

const linesOf = (root, number) => root.querySelector(`[data-live="lines-${CSS.escape(number)}"]`);

// The lines of one node as the page at this address shows them.
async function fetchLines(address, number) {
	const url = new URL(address, location);
	url.searchParams.set(".part", "body");
	url.hash = "";
	const response = await fetch(url);
	if (!response.ok) throw new Error(response.status);
	return document.adoptNode(linesOf(parse(await response.text()), number));
}

// "Show 500 earlier" puts them in front of those that are there, which stay where they are.
async function showEarlier(link) {
	const lines = link.closest(".lines"), list = lines.querySelector(".log");
	const earlier = await fetchLines(link.href, lines.dataset.live.slice("lines-".length));
	const first = list.firstElementChild, top = first.getBoundingClientRect().top;
	pause();
	list.prepend(...earlier.querySelectorAll(".log > li"));
	lines.querySelector(".more").replaceWith(earlier.querySelector(".more"));
	const text = lines.querySelector(".more .meta"), end = list.lastElementChild.querySelector("b");
	text.textContent = `Lines ${list.querySelector("b").textContent} to ${end.textContent}`;
	lines.querySelector("[data-earlier], .more .input").focus({ preventScroll: true });
	scrollBy(0, first.getBoundingClientRect().top - top);
}

function bindEarlier() {
	document.addEventListener("click", async (event) => {
		const link = event.target.closest(".tree [data-earlier]");
		if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
		if (link.closest(".lines").querySelectorAll("li").length >= LINES_MAX) return;
		event.preventDefault();
		if (link.ariaDisabled === "true") return;
		link.ariaDisabled = "true";
		try {
			await showEarlier(link);
		} catch {
			location.assign(link.href);
		}
	});
}

function mark(line) {
	for (const old of document.querySelectorAll(".log [data-marked]")) old.removeAttribute("data-marked");
	line.dataset.marked = "";
	history.replaceState(null, "", `#${line.id}`);
}

function bindLines() {
	document.addEventListener("click", (event) => {
		const line = event.target.closest(".tree .log li");
		if (line && !event.target.closest("a") && String(getSelection()) === "") mark(line);
	});
	document.addEventListener("keydown", (event) => {
		const tree = event.target, step = { j: 1, k: -1 }[event.key];
		if (!step || !tree.matches?.(".tree")) return;
		event.preventDefault();
		const lines = [...tree.querySelectorAll("details[open] > .lines li")].filter((l) => l.offsetParent);
		const at = lines.findIndex((l) => "marked" in l.dataset);
		const next = lines[Math.max(0, Math.min(lines.length - 1, at + step))];
		if (!next) return;
		mark(next);
		next.scrollIntoView({ block: "nearest" });
	});
}

// Brings the lines around one that is not on the page: #a6-801.
async function fetchLinked(id) {
	const [, number, at] = /^a(\d+)-(\d+)$/.exec(id) ?? [];
	const there = number && linesOf(document, number);
	if (!there) return null;
	const url = new URL(location);
	for (const name of ["q", "hit", "before", "after"]) url.searchParams.delete(name);
	url.searchParams.set("node", number);
	url.searchParams.set("line", at);
	pause();
	there.replaceWith(await fetchLines(url, number));
	return document.getElementById(id);
}

async function openLinked() {
	const id = location.hash.slice(1);
	const target = id && (document.getElementById(id) ?? await fetchLinked(id).catch(() => null));
	if (!target) return;
	for (let node = target.closest("details"); node; node = node.parentElement.closest("details")) node.open = true;
	if (target.matches(".log li")) {
		pause();
		mark(target);
		target.scrollIntoView({ block: "center" });
		return;
	}
	// Gone to by "Go to line": the server has marked it.
	const marked = target.querySelector("[data-marked]");
	if (marked) marked.scrollIntoView({ block: "center" });
	else target.scrollIntoView({ block: "start" });
}

// All by delegation: the tree itself is exchanged when nodes come.
export function bind() {
	bindExpand();
	bindFollow();
	bindEarlier();
	bindLines();
	openLinked();
	addEventListener("hashchange", openLinked);
}
