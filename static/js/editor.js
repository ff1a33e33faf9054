// Line numbers, colours and the Tab key for a text area that holds a script. The text
// area stays what is edited and sent; the coloured copy lies behind it.
const MAX = 200_000;

const STRING = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/;
const NAMES = /#\{[^}\n]*\}/;
const words = (list) => new RegExp(`\\b(?:${list})\\b`);
const LANGUAGES = {
	Bash: {
		xc: /(?<=^|\s)#(?!\{)[^\n]*/,
		xo: NAMES,
		xs: STRING,
		xv: /\$\{[^}\n]*\}|\$[\w@#?*!-]+|^[ \t]*\w+(?==)/m,
		xk: words("if|then|elif|else|fi|for|in|do|done|while|until|case|esac|function|return|exit|set|export|local|echo|source|trap|shift|break|continue|readonly"),
	},
	PowerShell: {
		xc: /<#[\s\S]*?#>|(?<=^|\s)#(?!\{)[^\n]*/,
		xo: NAMES,
		xs: /"(?:[^"`]|`.|"")*"|'(?:[^']|'')*'/,
		xv: /\$[\w:]+|\$\{[^}\n]*\}/,
		xk: words("if|elseif|else|foreach|for|while|do|until|switch|function|param|return|throw|try|catch|finally|begin|process|end|in|break|continue|exit|Write-Host|Write-Output|Write-Warning|Write-Error|Set-OctopusVariable"),
	},
	Python: {
		xc: /(?<=^|\s)#(?!\{)[^\n]*/,
		xo: NAMES,
		xs: /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/,
		xv: /@\w+|\bself\b/,
		xk: words("and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|not|or|pass|raise|return|try|while|with|yield|None|True|False|print"),
	},
	JSON: {
		xv: /"(?:[^"\\\n]|\\.)*"(?=\s*:)/,
		xs: /"(?:[^"\\\n]|\\.)*"/,
		xk: /\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*/,
	},
};

const compiled = new Map();
function scanner(language) {
	if (!compiled.has(language)) {
		const rules = LANGUAGES[language] ?? LANGUAGES.Bash;
		const source = Object.entries(rules).map(([name, rule]) => `(?<${name}>${rule.source})`).join("|");
		compiled.set(language, new RegExp(source, "gm"));
	}
	return compiled.get(language);
}

function paint(pre, text, language) {
	const nodes = [];
	let last = 0;
	for (const match of text.matchAll(scanner(language))) {
		if (!match[0]) continue;
		const name = Object.keys(match.groups).find((key) => match.groups[key] !== undefined);
		const span = document.createElement("span");
		span.className = name;
		span.textContent = match[0];
		nodes.push(text.slice(last, match.index), span);
		last = match.index + match[0].length;
	}
	nodes.push(text.slice(last), "\n");
	pre.replaceChildren(...nodes);
}

function onTab(event, area, state) {
	if (event.key === "Escape") {
		state.leaves = true;
		return;
	}
	if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
		const line = area.value.slice(area.value.lastIndexOf("\n", area.selectionStart - 1) + 1, area.selectionStart);
		const indent = line.match(/^[ \t]*/)[0];
		if (indent) {
			event.preventDefault();
			document.execCommand("insertText", false, "\n" + indent);
		}
	}
	if (event.key === "Tab" && !event.shiftKey && !event.ctrlKey && !event.altKey && !state.leaves) {
		event.preventDefault();
		document.execCommand("insertText", false, /^\t/m.test(area.value) ? "\t" : "  ");
	}
	if (event.key !== "Shift") state.leaves = false;
}

export function bind(editor) {
	const area = editor.querySelector("textarea");
	const form = area.form;
	const pre = document.createElement("pre"), gutter = document.createElement("div");
	const state = { leaves: false, planned: false };
	const language = () => editor.dataset.language ??
		form.querySelector('[name$="Octopus.Action.Script.Syntax"]:checked')?.value ?? "Bash";
	pre.ariaHidden = gutter.ariaHidden = "true";
	gutter.className = "gut";
	editor.prepend(gutter, pre);

	function draw() {
		state.planned = false;
		const text = area.value, lines = text.split("\n").length;
		editor.toggleAttribute("data-ready", text.length <= MAX);
		if (text.length > MAX) {
			pre.replaceChildren();
			gutter.textContent = "";
			return;
		}
		paint(pre, text, language());
		gutter.textContent = Array.from({ length: lines }, (_, i) => i + 1).join("\n");
		scroll();
	}
	function scroll() {
		pre.scrollTop = gutter.scrollTop = area.scrollTop;
		pre.scrollLeft = area.scrollLeft;
	}
	function plan() {
		if (state.planned) return;
		state.planned = true;
		requestAnimationFrame(draw);
	}
	area.addEventListener("input", plan);
	area.addEventListener("scroll", scroll);
	area.addEventListener("keydown", (event) => onTab(event, area, state));
	form.addEventListener("change", plan);
	const help = editor.parentElement.querySelector("[data-editor-help]");
	if (help) help.hidden = false;
	draw();
}
