// Whether single keys are shortcuts is this browser's choice: a cookie, read by palette.js.
// Who dictates, or hits keys unmeant, must be able to turn them off (WCAG 2.1.4).
export function bind(section) {
	const box = section.querySelector("input");
	box.checked = !document.cookie.includes("slipway-keys=off");
	section.hidden = false;
	box.addEventListener("change", () => {
		document.cookie = `slipway-keys=${box.checked ? "on" : "off"}; path=/app; max-age=31536000; samesite=lax`;
	});
}
