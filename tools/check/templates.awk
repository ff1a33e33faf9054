# Page templates: what ctemplate's auto-escape does not cover is refused here.
# A file is read as one text, and walked through: text, tag, attribute value.
function complain(message) {
	printf "%s:%d: %s\n", file, line, message
	complaints++
}

function take(length_, piece) {
	piece = substr(rest, 1, length_)
	line += gsub(/\n/, "\n", piece)
	rest = substr(rest, length_ + 1)
}

# At a marker: sets marker (name with modifiers) and sigil ("" for a variable).
function take_marker(end) {
	end = index(rest, "}}")
	if (!end) {
		complain("a marker does not end")
		rest = ""
		return
	}
	marker = substr(rest, 3, end - 3)
	sigil = ""
	if (marker ~ /^[#\/>!%]/) {
		sigil = substr(marker, 1, 1)
		marker = substr(marker, 2)
	}
	if (sigil == "#")
		open_section[++depth] = marker
	else if (sigil == "/") {
		if (depth < 1 || open_section[depth] != marker)
			complain("section " marker " is closed but " (depth < 1 ? "none" : open_section[depth]) " is open")
		depth -= depth > 0
	} else if (sigil == "")
		check_modifiers()
	take(end + 1)
}

function check_modifiers(name) {
	name = marker
	sub(/:.*/, "", name)
	if (marker ~ /:none/ && name !~ /(Html|_html)$/ && !(file ~ /layout\.tpl$/ && name == "Shell_Body"))
		complain(":none only for the layout's body and for HTML made from Markdown (…Html), not " marker)
	if (kept_text != "" && marker !~ /:pre_escape/)
		complain("a newline in <" kept_text "> survives only with :pre_escape: " marker)
}

function starts(text) {
	return substr(tolower(rest), 1, length(text)) == text
}

# ---- tags -------------------------------------------------------------------

function take_tag_name() {
	take(1)
	if (starts("{{")) {
		complain("a marker as the name of a tag")
		take_marker()
	}
	match(rest, /^\/?[A-Za-z!][A-Za-z0-9-]*/)
	tag = tolower(substr(rest, 1, RLENGTH < 0 ? 0 : RLENGTH))
	take(length(tag))
	has_src = 0
	method = ""
}

function take_value(attribute, quote, value) {
	quote = substr(rest, 1, 1)
	if (quote != "\"" && quote != "'") {
		complain("the value of " attribute " has no quotes")
		return
	}
	take(1)
	value = ""
	while (rest != "" && substr(rest, 1, 1) != quote) {
		if (starts("{{")) {
			take_marker()
			if (sigil == "") {
				check_variable(attribute, value)
				value = value "{{" marker "}}"
			}
		} else {
			value = value substr(rest, 1, 1)
			take(1)
		}
	}
	take(1)
	check_attribute(attribute, value)
}

function check_variable(attribute, before) {
	if (attribute ~ /^(formaction|poster|srcset|xlink:href|srcdoc)$/)
		complain("auto-escape does not know " attribute "; no marker there")
	if (attribute ~ /^(href|src|action)$/) {
		if (before ~ /[?&;][^=]*=[^&]*$/ && marker !~ /:url_query_escape/)
			complain("a value in a query string needs :url_query_escape: " marker)
		if (before ~ /^\/\/$|^[a-z]+:/)
			complain("a marker after // or a scheme decides where a link goes: " marker)
	}
}

function check_attribute(attribute, value) {
	if (attribute ~ /^on[a-z]/)
		complain("inline script (" attribute "); the policy forbids it")
	if (attribute == "style")
		complain("inline style; the policy forbids it")
	if (attribute == "srcdoc")
		complain("srcdoc is not used")
	if (tolower(value) ~ /^[ \t\n]*javascript:/)
		complain("a javascript: address")
	if (attribute == "src")
		has_src = 1
	if (attribute == "method")
		method = tolower(value)
}

function take_attributes(name) {
	while (rest != "" && !starts(">")) {
		if (starts("{{")) {
			take_marker()
			if (sigil == "")
				complain("a marker as an attribute: " marker)
		} else if (match(rest, /^[^ \t\n=>"'\/{]+/)) {
			name = tolower(substr(rest, 1, RLENGTH))
			take(RLENGTH)
			if (match(rest, /^[ \t\n]*=[ \t\n]*/)) {
				take(RLENGTH)
				take_value(name)
			} else
				check_attribute(name, "")
		} else
			take(1)
	}
	take(1)
}

function finish_tag() {
	if (tag == "script" && (!has_src || !starts("</script>")))
		complain("inline script; the policy forbids it")
	if (tag == "style")
		complain("inline style; the policy forbids it")
	if (tag == "form") {
		form_line = line
		needs_token = needs_key = method == "post"
		if (file ~ /(layout|home-sign-in)\.tpl$/)
			needs_key = 0	# the theme and sessions: nothing that is kept for repeats
	}
	if (tag == "/form") {
		if (needs_token)
			complain("the form of line " form_line " posts without a .csrf field")
		if (needs_key)
			complain("the form of line " form_line " posts without a .key field: two clicks would be two requests")
		needs_token = needs_key = 0
	}
	if (tag == "textarea" || tag == "pre")
		kept_text = tag
	if (tag == "/textarea" || tag == "/pre")
		kept_text = ""
}

function check_file() {
	rest = whole
	line = 1
	depth = 0
	kept_text = ""
	needs_token = needs_key = 0
	if (index(rest, "{{%AUTOESCAPE context=\"HTML\"}}") != 1)
		complain("the first line must be {{%AUTOESCAPE context=\"HTML\"}}")
	while (rest != "") {
		if (starts("{{")) {
			take_marker()
			if (sigil == ">" && marker ~ /[Cc]srf/)
				needs_token = 0
		} else if (starts("<!--"))
			take(index(rest, "-->") + 2)
		else if (rest ~ /^<[A-Za-z\/{!]/) {
			take_tag_name()
			if (tag == "input" && rest ~ /^[^>]*name="\.csrf"/)
				needs_token = 0
			if (tag == "input" && rest ~ /^[^>]*name="\.(key|kept)"/)
				needs_key = 0
			take_attributes()
			finish_tag()
		} else {
			match(rest, /^.[^<{]*/)
			take(RLENGTH < 1 ? 1 : RLENGTH)
		}
	}
	if (depth > 0)
		complain("section " open_section[depth] " is not closed")
	if (needs_token)
		complain("the form of line " form_line " posts without a .csrf field")
}

FNR == 1 {
	if (whole != "")
		check_file()
	whole = ""
	file = FILENAME
}
{ whole = whole $0 "\n" }
END {
	if (whole != "")
		check_file()
	if (complaints)
		exit 1
}
