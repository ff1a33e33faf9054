// Puts the reader at what went wrong, and opens the section that holds a linked field.
export function bind(banner) {
	banner.focus();
	banner.addEventListener("click", (event) => {
		const id = event.target.closest("a")?.getAttribute("href")?.slice(1);
		const field = id && document.getElementById(decodeURIComponent(id));
		if (!field) return;
		event.preventDefault();
		field.closest("details")?.setAttribute("open", "");
		field.scrollIntoView({ block: "center" });
		(field.matches("input, select, textarea") ? field :
			field.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
	});
}
