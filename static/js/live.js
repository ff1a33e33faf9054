// Keeps the parts marked data-live fresh: asks for the page's body again and exchanges
// what differs. Quicker while something runs, never while the page is hidden; focus,
// selection and open sections stay, since unchanged parts are not touched.
import { parse } from "./trusted.js";
import { bind as bindTimes } from "./time.js";

const parts = () => document.querySelectorAll("[data-live]");

function exchange(text) {
	const fresh = parse(text);
	bindTimes(fresh);
	let changed = false;
	for (const part of parts()) {
		const other = fresh.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
		if (!other || other.isEqualNode(part) || part.contains(document.activeElement)) continue;
		part.replaceWith(document.adoptNode(other));
		changed = true;
	}
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

export function bind() {
	let wait = 10_000, tag = "";
	async function look() {
		if (document.hidden) return plan();
		try {
			const url = new URL(location.href);
			url.searchParams.set(".part", "body");
			url.hash = "";
			const response = await fetch(url, { headers: tag ? { "If-None-Match": tag } : {} });
			if (!response.ok && response.status !== 304) throw new Error(response.status);
			const changed = response.status !== 304 && exchange(await response.text());
			tag = response.headers.get("ETag") ?? "";
			const runs = document.querySelector('[data-live] [data-state="running"], [data-live][data-state="running"]');
			wait = runs ? (changed ? 1000 : Math.min(wait * 1.5, 5000)) : 10_000;
			banner(false);
		} catch {
			wait = Math.min(wait * 2, 60_000);
			banner(true);
		}
		plan();
	}
	function plan() {
		setTimeout(look, wait);
	}
	document.addEventListener("visibilitychange", () => { wait = Math.min(wait, 2000); });
	if (document.querySelector('[data-live] [data-state="running"]')) wait = 1000;
	plan();
}
