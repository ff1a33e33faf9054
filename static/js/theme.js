// Changes the theme without loading the page again; the cookie is what the form sets.
export function bind(form) {
	form.addEventListener("submit", (event) => {
		const theme = event.submitter?.value;
		if (!theme) return;
		event.preventDefault();
		document.cookie = `slipway-theme=${theme}; path=/app; max-age=31536000; samesite=lax`;
		document.documentElement.dataset.theme = theme;
		form.closest("details").open = false;
	});
}
