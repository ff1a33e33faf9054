// Sends a file straight to the API, as a program would; plain submit if that fails.
import { finish } from "./form.js";

export function bind(form) {
	let is_plain = false;
	form.addEventListener("submit", async (event) => {
		if (is_plain) return;
		event.preventDefault();
		const body = new FormData();
		body.append("fileToUpload", form.querySelector("[type=file]").files[0]);
		try {
			const response = await fetch(form.dataset.path, {
				method: "POST",
				headers: { "X-Octopus-Csrf-Token": form.elements[".csrf"].value },
				body,
			});
			if (!response.ok) throw new Error("refused");
			finish(location.href, "The picture was saved.", {});
		} catch {
			is_plain = true;
			form.requestSubmit(event.submitter);
		}
	});
}
