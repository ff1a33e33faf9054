// Sends a form as the API request that it is: the portal says which request the typed
// values make, the browser sends it. Whatever goes wrong, the form is submitted the
// plain way, so that refusals come from one place.
const TYPE = "application/vnd.slipway.request+json";

export const pointerGet = (value, pointer) =>
	pointer.split("/").slice(1).reduce((at, key) =>
		at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], value);

function pointerSet(root, pointer, value) {
	const keys = pointer.split("/").slice(1)
		.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
	const last = keys.pop();
	let at = root;
	for (const key of keys) at = at[key] ??= {};
	at[last] = value;
}

const fill = (pattern, answer, encode) =>
	pattern.replace(/\{(\/[^}]*)\}/g, (_, pointer) => encode(String(pointerGet(answer, pointer) ?? "")));

async function ask(form, submitter) {
	const data = new FormData(form, submitter);
	const response = await fetch(form.getAttribute("action") || location.href, {
		method: "POST",
		headers: { Accept: TYPE },
		body: form.enctype === "multipart/form-data" ? data : new URLSearchParams(data),
	});
	const is_ours = response.headers.get("Content-Type")?.startsWith(TYPE);
	return response.ok && is_ours ? response.json() : null;
}

async function send(form, request) {
	const headers = { ...request.Headers, "X-Octopus-Csrf-Token": form.elements[".csrf"].value };
	for (const [pointer, input] of Object.entries(request.Secrets ?? {}))
		pointerSet(request.Body, pointer, form.elements[input].value);
	if (request.Body !== undefined) headers["Content-Type"] = "application/json";
	return fetch(request.Path, {
		method: request.Method,
		headers,
		body: request.Body === undefined ? undefined : JSON.stringify(request.Body),
	});
}

export function finish(next, done, answer) {
	if (done) {
		const text = encodeURIComponent(fill(done, answer, (s) => s));
		document.cookie = `slipway-done=${text}; path=/app; max-age=20; samesite=lax`;
	}
	const target = fill(next, answer, encodeURIComponent);
	const [address] = new URL(target, location).href.split("#");
	// The same page may be here as the answer to a form: reload() would send that form again.
	if (address === location.href.split("#")[0]) location.replace(address);
	else location.assign(target);
}

/* forget: before the page leaves, or the browser would ask whether it may. */
async function run(form, submitter, forget) {
	const request = await ask(form, submitter);
	const response = request && await send(form, request);
	if (!response?.ok) throw new Error("refused");
	const answer = await response.json().catch(() => ({}));
	forget();
	finish(request.Next, request.Done, answer);
}

function watchChanges(form) {
	const chip = form.querySelector("[data-unsaved]");
	let is_changed = false;
	const warn = (event) => { if (is_changed) event.preventDefault(); };
	form.addEventListener("input", (event) => {
		if (event.target.name === "format") return;
		is_changed = true;
		if (chip) chip.hidden = false;
	});
	addEventListener("beforeunload", warn);
	return () => { is_changed = false; };
}

function bindExpand(form) {
	const button = form.querySelector("[data-expand]");
	const sections = [...form.querySelectorAll("details.sect")];
	if (!button || !sections.length) return;
	const label = () => {
		button.textContent = sections.every((s) => s.open) ? "Collapse all" : "Expand all";
	};
	button.hidden = false;
	button.addEventListener("click", () => {
		const open = !sections.every((s) => s.open);
		for (const section of sections) section.open = open;
		label();
	});
	for (const section of sections) section.addEventListener("toggle", label);
	label();
}

export function bind(form) {
	const forget = watchChanges(form);
	let is_plain = false, is_busy = false;
	bindExpand(form);
	form.addEventListener("submit", async (event) => {
		const submitter = event.submitter;
		if (is_plain || [".show", ".review"].includes(submitter?.name)) {
			forget();
			return;
		}
		event.preventDefault();
		if (is_busy) return;
		is_busy = true;
		submitter?.setAttribute("aria-disabled", "true");
		try {
			await run(form, submitter, forget);
		} catch {
			is_plain = true;
			submitter?.removeAttribute("aria-disabled");
			form.noValidate = true;
			form.requestSubmit(submitter);
		}
	});
	form.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			form.requestSubmit(form.querySelector("button.primary"));
		}
	});
}
