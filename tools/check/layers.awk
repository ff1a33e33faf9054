# Which folder may include which, and which file may include which library's header:
# the table of docs/architecture.md. Replacing a library is then one file's work.
BEGIN {
	may["lib/base"] = "lib/base"
	may["lib/expr"] = "lib/base lib/expr"
	may["lib/store"] = "lib/base lib/store"
	may["lib/model"] = "lib/base lib/expr lib/store lib/model"
	may["lib/api"] = "lib/base lib/expr lib/store lib/model lib/api"
	may["cgi-bin"] = "lib/base lib/api cgi-bin"
	may["runner"] = "lib/base lib/expr lib/store lib/model runner"
	may["tools"] = "lib/base lib/expr lib/store lib/model"
	also["cgi-bin lib/model/field.h"] = 1

	only["libpq-fe.h"] = "lib/store/db.c"
	only["fcgiapp.h"] = "cgi-bin/fcgi.c"
	only["fcgi_stdio.h"] = "nowhere"
	only["ctemplate/"] = "cgi-bin/render.cc"
	only["libxml/"] = "lib/base/xml.c"
	only["sodium.h"] = "lib/base/seal.c lib/base/seal_text.c lib/base/seal_to.c"
	only["curl/"] = "runner/smtp.c"
	only["archive.h"] = "runner/archive.c"
	only["archive_entry.h"] = "runner/archive.c"
	only["pcre2.h"] = "lib/expr/regex.c"
	only["cmark.h"] = "lib/base/markdown.c lib/expr/markdown.h"
	only["json-c/"] = "lib/base/json.h"
}

function in_list(word, list) {
	return index(" " list " ", " " word " ") > 0
}

function layer_of(path) {
	if (match(path, /^lib\/[a-z]+/))
		return substr(path, 1, RLENGTH)
	return match(path, /^[a-z-]+/) ? substr(path, 1, RLENGTH) : path
}

function check_own(header, layer) {
	if (header == "sql.h")
		return
	if (header !~ /\//)
		complain("include \"" header "\" by its path from the root")
	else if (!in_list(layer_of(header), may[layer]) && !((layer " " header) in also))
		complain(layer " must not include " header)
}

function check_library(header, path) {
	for (prefix in only)
		if (index(header, prefix) == 1 && !in_list(path, only[prefix]))
			complain("<" header "> belongs to " only[prefix] " alone")
}

FNR == 1 {
	path = FILENAME
	layer = layer_of(path)
}

/^[ \t]*#[ \t]*include[ \t]/ {
	header = $0
	sub(/^[^<"]*[<"]/, "", header)
	sub(/[>"].*/, "", header)
	if ($0 ~ /include[ \t]*"/)
		check_own(header, layer)
	else
		check_library(header, path)
}
