// A button that copies the shown request.
export function bind(section) {
	const button = document.createElement("button");
	button.type = "button";
	button.className = "button small";
	button.textContent = "Copy";
	section.querySelector(".head").append(button);
	button.addEventListener("click", async () => {
		const shown = [...section.querySelectorAll(".format")].find((f) => f.offsetParent);
		await navigator.clipboard.writeText(shown.textContent);
		button.textContent = "Copied";
		setTimeout(() => { button.textContent = "Copy"; }, 2000);
	});
}
