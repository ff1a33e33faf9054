// Follows the end of a log while it grows. When the reader scrolls up, lines stay as they
// are and a button says how many new ones there are; it, or scrolling down to the end,
// goes on.
const SLACK = 80; // pixels: so close to the end is at it

let is_paused = false; // by scrolling, not by the check box
let box = null;
let fresh = null; // the latest page; its lines are shown when the reader wants them

export const pause = () => {
	if (box?.checked) is_paused = true;
	if (box) box.checked = false;
};

const lists = (root) => root.querySelectorAll('[data-live^="lines-"]');
const same = (root, part) => root.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
const isDone = () => document.querySelector("[data-done]")?.dataset.done === "true";

function lastLine() {
	const running = [...document.querySelectorAll('.node [data-state="running"]')].pop();
	return running?.closest(".node").querySelector(".log li:last-child");
}

function toEnd() {
	if (!box.checked) return;
	lastLine()?.scrollIntoView({ block: "end" });
	if (lastLine()) scrollBy(0, SLACK / 2);
}

const isAtEnd = () => {
	const last = lastLine();
	return last ? last.getBoundingClientRect().bottom <= innerHeight + SLACK : null;
};

const numberOf = (line) => Number(line?.id.split("-")[1] ?? 0);

// Lines of the latest page that the reader does not see yet.
function countNew() {
	let count = 0, is_more = false;
	for (const part of lists(fresh)) {
		const last = numberOf(same(document, part)?.querySelector("li:last-child"));
		const news = [...part.querySelectorAll("li")].filter((line) => numberOf(line) > last);
		count += news.length;
		is_more ||= news.length > 0 && last > 0 && numberOf(news[0]) > last + 1 && news.length === part.querySelectorAll("li").length;
	}
	return { count, is_more };
}

function say(button) {
	const { count, is_more } = fresh && !box.checked ? countNew() : { count: 0 };
	button.hidden = count === 0;
	button.textContent = `${is_more ? "More than " : ""}${count} new ${count === 1 ? "line" : "lines"}`;
}

// Puts the lines that the reader sees into the fresh page, so that nothing moves.
function hold(page) {
	fresh = page.cloneNode(true);
	for (const part of lists(page)) {
		const mine = same(document, part);
		if (mine) part.replaceWith(mine.cloneNode(true));
	}
}

function release() {
	if (fresh)
		for (const part of lists(document)) {
			const other = same(fresh, part);
			if (other) part.replaceWith(document.adoptNode(other));
		}
	fresh = null;
}

function openRunning() {
	for (const state of document.querySelectorAll('.node [data-state="running"], .node [data-state="failed"]'))
		if (!state.dataset.seen) {
			state.closest("details").open = true;
			state.dataset.seen = "1";
		}
}

export function bind() {
	const field = document.querySelector("[data-follow]");
	const button = document.querySelector("[data-news]");
	box = field?.querySelector("input") ?? null;
	if (isDone()) return;
	if (!box) { // a part of the log that does not grow
		document.addEventListener("slipway:fresh", (event) => hold(event.detail));
		return;
	}
	field.hidden = false;
	function follow() {
		is_paused = false;
		box.checked = true;
		release();
		say(button);
		toEnd();
	}
	document.addEventListener("slipway:fresh", (event) => {
		if (box.checked) fresh = null;
		else hold(event.detail);
		say(button);
	});
	document.addEventListener("slipway:live", () => {
		openRunning();
		const head = document.querySelector("[data-title]");
		if (head) document.title = head.dataset.title;
		toEnd();
		if (isDone()) field.hidden = true;
	});
	addEventListener("scroll", () => {
		const is_at_end = isAtEnd();
		if (is_at_end === false) pause();
		else if (is_at_end && is_paused) follow();
	}, { passive: true });
	button.addEventListener("click", () => {
		follow();
		document.querySelector(".tree").focus({ preventScroll: true });
	});
	box.addEventListener("change", () => (box.checked ? follow() : undefined));
	toEnd();
}
