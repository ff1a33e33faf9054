// Keeps the parts marked data-live fresh: asks for the page's body again and exchanges
// what differs. Quicker while something runs, never while the page is hidden; focus,
// selection and open sections stay, since unchanged parts are not touched.
import { parse } from "./trusted.js";
import { bind as bindTimes } from "./time.js";

const parts = () => document.querySelectorAll("[data-live]");

const nested = (part) => [...part.querySelectorAll("[data-live]")].map((p) => p.dataset.live).join(" ");

// Sections that the reader opened or closed stay so.
function keepOpen(from, to) {
	for (const details of from.querySelectorAll("details[id]")) {
		const same = to.querySelector(`#${CSS.escape(details.id)}`);
		if (same) same.open = details.open;
	}
}

function exchange(text) {
	const fresh = parse(text);
	bindTimes(fresh);
	document.dispatchEvent(new CustomEvent("slipway:fresh", { detail: fresh }));
	let changed = false;
	for (const part of parts()) {
		const other = fresh.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
		if (!part.isConnected || !other || other.isEqualNode(part)) continue;
		const inner = nested(part);
		if (inner && inner === nested(other)) continue;
		if (part !== document.activeElement && part.contains(document.activeElement)) continue;
		keepOpen(part, other);
		part.replaceWith(document.adoptNode(other));
		changed = true;
	}
	if (changed) document.dispatchEvent(new CustomEvent("slipway:live"));
	return changed;
}

function banner(show) {
	let note = document.querySelector("[data-lost]");
	if (show && !note) {
		note = document.createElement("div");
		note.className = "banner";
		note.dataset.state = "warning";
		note.dataset.lost = "";
		note.setAttribute("role", "status");
		note.textContent = "Connection lost, retrying";
		document.querySelector("main").prepend(note);
	} else if (!show) {
		note?.remove();
	}
}

// A page that is about one thing says itself whether that is done; a list shows states.
const isRunning = () => document.querySelector('[data-done="false"]') ||
	document.querySelector('[data-live] [data-state="running"], [data-live] [data-state="queued"]');

const isOver = () => document.querySelector('[data-done="true"]') !== null;

export function bind() {
	let wait = 10_000, tag = "";
	async function look() {
		if (document.hidden) return plan();
		if (isOver()) return undefined;
		try {
			const url = new URL(location.href);
			url.searchParams.set(".part", "body");
			const key = document.querySelector('input[name=".key"]')?.value;
			if (key) url.searchParams.set(".key", key); // forms that are the same look the same
			url.hash = "";
			const response = await fetch(url, { headers: tag ? { "If-None-Match": tag } : {} });
			if (!response.ok && response.status !== 304) throw new Error(response.status);
			const changed = response.status !== 304 && exchange(await response.text());
			tag = response.headers.get("ETag") ?? "";
			wait = isRunning() ? (changed ? 500 : Math.min(wait * 1.5, 5000)) : 10_000;
			banner(false);
		} catch {
			wait = Math.min(wait * 2, 60_000);
			banner(true);
		}
		return plan();
	}
	function plan() {
		setTimeout(look, wait);
	}
	document.addEventListener("visibilitychange", () => { wait = Math.min(wait, 2000); });
	if (isRunning()) wait = 500;
	plan();
}
