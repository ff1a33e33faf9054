// Loads the module that each element with data-module names; every page works without.
const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);

const bound = new WeakSet();
function bindAll(selector) {
	for (const element of document.querySelectorAll(selector)) {
		if (bound.has(element)) continue;
		bound.add(element);
		for (const name of element.dataset.module.split(" "))
			load(name).then((module) => module.bind(element));
	}
}
bindAll("[data-module]");
// Forms that came with a fresh part of the page are sent like those that were there.
document.addEventListener("slipway:live", () => bindAll('[data-module="form"]'));
if (document.querySelector("time")) load("time").then((m) => m.bind(document));
if (document.querySelector("[data-live]")) load("live").then((m) => m.bind(document));
if (document.querySelector(".mainnav")) load("palette").then((m) => m.bind(document));

// Only one menu is open; Escape, a click elsewhere and the focus elsewhere close it, for an
// open one would cover what has the focus.
const menus = () => document.querySelectorAll("details:is(.menu, .fold)[open]");
for (const kind of ["click", "focusin"])
	document.addEventListener(kind, (event) => {
		for (const menu of menus())
			if (!menu.contains(event.target)) menu.open = false;
	});
document.addEventListener("keydown", (event) => {
	if (event.key !== "Escape") return;
	for (const menu of menus()) {
		menu.open = false;
		menu.querySelector("summary").focus();
	}
});

// Addresses of the old kind, /app#/Spaces-1/projects, go to the same place without the mark.
if (location.hash.startsWith("#/")) {
	const path = location.hash.slice(1);
	if (!path.startsWith("//")) location.replace("/app" + path);
}
