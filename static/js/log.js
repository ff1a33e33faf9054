// The log of a task: follows the end while it grows, opens what begins to run, marks
// lines for the address, moves with j and k. The lines themselves come from live.js.
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

function bindFollow() {
	const field = document.querySelector("[data-follow]");
	const box = field?.querySelector("input");
	const is_done = () => document.querySelector("[data-done]")?.dataset.done === "true";
	let own_scroll = 0;
	if (!field || is_done()) return;
	field.hidden = false;
	function toEnd() {
		const running = [...document.querySelectorAll('.node [data-state="running"]')].pop();
		const last = running?.closest(".node").querySelector(".log li:last-child");
		if (!box.checked || !last) return;
		own_scroll = Date.now();
		last.scrollIntoView({ block: "end" });
		scrollBy(0, 48);
	}
	document.addEventListener("slipway:live", () => {
		for (const state of document.querySelectorAll('.node [data-state="running"], .node [data-state="failed"]'))
			if (!state.dataset.seen) {
				state.closest("details").open = true;
				state.dataset.seen = "1";
			}
		const head = document.querySelector("[data-title]");
		if (head) document.title = head.dataset.title;
		toEnd();
		if (is_done()) field.hidden = true;
	});
	addEventListener("wheel", () => { if (Date.now() - own_scroll > 300) box.checked = false; }, { passive: true });
	box.addEventListener("change", toEnd);
	toEnd();
}

function mark(line) {
	for (const old of document.querySelectorAll(".log [data-marked]")) old.removeAttribute("data-marked");
	line.dataset.marked = "";
	history.replaceState(null, "", `#${line.id}`);
}

function bindLines(tree) {
	tree.addEventListener("click", (event) => {
		const line = event.target.closest(".log li");
		if (line && String(getSelection()) === "") mark(line);
	});
	tree.addEventListener("keydown", (event) => {
		const step = { j: 1, k: -1 }[event.key];
		if (!step || event.target !== tree) return;
		event.preventDefault();
		const lines = [...tree.querySelectorAll("details[open] > .log li")].filter((l) => l.offsetParent);
		const at = lines.findIndex((l) => "marked" in l.dataset);
		const next = lines[Math.max(0, Math.min(lines.length - 1, at + step))];
		if (!next) return;
		mark(next);
		next.scrollIntoView({ block: "nearest" });
	});
}

function openLinked() {
	const line = location.hash && document.getElementById(location.hash.slice(1));
	if (!line) return;
	for (let node = line.closest("details"); node; node = node.parentElement.closest("details")) node.open = true;
	if (line.matches(".log li")) mark(line);
	line.scrollIntoView({ block: "center" });
}

export function bind(tree) {
	bindExpand();
	bindFollow();
	bindLines(tree);
	openLinked();
	addEventListener("hashchange", openLinked);
}
