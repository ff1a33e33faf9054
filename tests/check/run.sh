#!/bin/bash
# The checkers themselves: each rule has a text that it must refuse, beside ones that
# it must take. Prints TAP.
set -uo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C
checks=$PWD/tools/check
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
number=0 failed=0

# run_checker NAME PATH TEXT: the checker's output in $output, its verdict as status.
run_checker() {
	local -a command=(awk)
	mkdir -p "$(dirname "$2")"
	printf '%b' "$3" > "$2"
	[ "$1" = templates ] || command+=(-f "$checks/c.awk")
	output=$("${command[@]}" -f "$checks/$1.awk" "$2" 2>&1)
}

say() {
	number=$((number + 1))
	[ "$1" = ok ] || failed=1
	echo "$1 $number - $2"
	[ "$1" = ok ] || sed 's/^/# /' <<< "$output"
}

# refuses CHECKER PATH TEXT PART_OF_THE_MESSAGE
refuses() {
	if ! run_checker "$1" "$2" "$3" && [[ $output == "$2":*"$4"* ]]; then
		say ok "$1 refuses: $4"
	else
		say "not ok" "$1 refuses: $4"
	fi
}

takes() {
	if run_checker "$1" "$2" "$3"; then say ok "$1 takes: $4"; else say "not ok" "$1 takes: $4"; fi
}

head='/* head */\n'
refuses layers lib/base/x.c '#include "lib/store/db.h"\n' 'lib/base must not include lib/store/db.h'
refuses layers lib/store/x.c '#include "lib/model/field.h"\n' 'lib/store must not include'
refuses layers cgi-bin/x.c '#include "lib/store/db.h"\n' 'cgi-bin must not include lib/store/db.h'
refuses layers cgi-bin/pages/x.c '#include "lib/model/plan.h"\n' 'cgi-bin must not include lib/model/plan.h'
refuses layers runner/x.c '#include "lib/api/api.h"\n' 'runner must not include lib/api/api.h'
refuses layers runner/x.c '#include "cgi-bin/fcgi.h"\n' 'runner must not include cgi-bin/fcgi.h'
refuses layers lib/api/x.c '#include "api.h"\n' 'by its path from the root'
refuses layers lib/model/x.c '#  include <libpq-fe.h>\n' 'belongs to lib/store/db.c alone'
refuses layers runner/x.c '#include <sodium.h>\n' 'belongs to lib/base/seal.c'
refuses layers cgi-bin/x.cc '#include <ctemplate/template.h>\n' 'belongs to cgi-bin/render.cc'
takes layers cgi-bin/x.c '#include <stdio.h>\n#include "lib/model/field.h"\n#include "lib/api/api.h"\n' 'what the table allows'

refuses sql lib/model/x.c 'f("select * from task");\n' 'SQL in C'
refuses sql lib/model/x.c 'f("UPDATE task set x = 1");\n' 'SQL in C'
refuses sql lib/model/x.c 'f("\\\\n\\\\tdelete from task");\n' 'SQL in C'
refuses sql lib/model/x.c 'r = PQexec(c, q);\n' 'libpq is called'
takes sql lib/model/x.c '/* "select x" */\nf("Select a project.", "update", "drop\\n");\n' 'sentences and comments'

refuses calls lib/base/x.c '\tsystem("ls");\n' 'banned call'
refuses calls lib/base/x.c 'n = (rand ());\n' 'banned call'
refuses calls lib/base/x.c 'strcpy(a, b);\n' 'banned call'
refuses calls cgi-bin/x.c '\texecve(a, b, c);\n' 'the portal starts no program'
refuses calls lib/api/x.c '\tposix_spawnp(a);\n' 'the portal starts no program'
takes calls runner/x.c '\tposix_spawn(a); /* system(x) */ f("rand(1)"); my_system(1);\n' 'the runner, comments, texts, other names'

long=$(printf '\\tx();\\n%.0s' $(seq 61))
refuses size lib/base/x.c "${head}void\\nf(void)\\n{\\n$long}\\n" 'this function has 61 lines'
refuses size lib/base/x.c "$head$(printf 'x\\n%.0s' $(seq 601))" 'more than 600 lines'
refuses size lib/base/x.c "$head\\t$(printf 'x%.0s' $(seq 93))\\n" 'more than 100 columns'
refuses size lib/base/x.c 'int x;\n' 'no comment at the head'
takes size lib/base/x.c "${head}void\\nf(void)\\n{\\n$(printf '\\tx();\\n%.0s' $(seq 60))}\\n/* $(printf 'ä%.0s' $(seq 94)) */\\n" '60 lines, 100 columns'

page='{{%%AUTOESCAPE context="HTML"}}\n'
page=${page//%%/%}
refuses templates a.tpl '<p>x</p>\n' 'the first line must be'
refuses templates a.tpl "$page<p>{{A:none}}</p>\\n" ':none only for'
refuses templates a.tpl "$page<{{A}} b>\\n" 'the name of a tag'
refuses templates a.tpl "$page<a {{A}}>x</a>\\n" 'a marker as an attribute'
refuses templates a.tpl "$page<a href={{A}}>x</a>\\n" 'has no quotes'
refuses templates a.tpl "$page<a href=\"/x?y={{A}}\">x</a>\\n" 'needs :url_query_escape'
refuses templates a.tpl "$page<a href=\"//{{A}}\">x</a>\\n" 'decides where a link goes'
refuses templates a.tpl "$page<button formaction=\"{{A}}\">x</button>\\n" 'does not know formaction'
refuses templates a.tpl "$page<img srcset=\"{{A}}\">\\n" 'does not know srcset'
refuses templates a.tpl "$page<video poster='{{A}}'></video>\\n" 'does not know poster'
refuses templates a.tpl "$page<use xlink:href=\"#{{A}}\"/>\\n" 'does not know xlink:href'
refuses templates a.tpl "$page<iframe srcdoc=\"x\"></iframe>\\n" 'srcdoc is not used'
refuses templates a.tpl "$page<p onclick=\"x()\">\\n" 'inline script (onclick)'
refuses templates a.tpl "$page<p style=\"x\">\\n" 'inline style'
refuses templates a.tpl "$page<style>p{}</style>\\n" 'inline style'
refuses templates a.tpl "$page<script>x()</script>\\n" 'inline script'
refuses templates a.tpl "$page<a href=\"javascript:x()\">x</a>\\n" 'a javascript: address'
refuses templates a.tpl "$page<textarea>\\n{{A}}</textarea>\\n" 'only with :pre_escape'
refuses templates a.tpl "$page<form method=\"post\" action=\"/x\"><p></form>\\n" 'without a .csrf field'
refuses templates a.tpl "$page<form method=\"post\"><input type=\"hidden\" name=\".csrf\" value=\"{{C}}\"></form>\\n" 'without a .key field'
refuses templates a.tpl "$page{{#A}}<p>\\n" 'section A is not closed'
refuses templates a.tpl "$page{{#A}}{{/B}}{{/A}}\\n" 'section B is closed but A is open'
takes templates templates/layout.tpl "$page<script src=\"/s.js?v={{V:url_query_escape}}\"></script>{{Shell_Body:none}}<form method=\"POST\"><input type=\"hidden\" name=\".csrf\" value=\"{{C}}\"><textarea>\\n{{S:pre_escape}}</textarea><input {{#A_yes}}checked{{/A_yes}}></form><form method=\"get\"></form>{{Notes_html:none}}\\n" 'a page by the rules'

echo "1..$number"
exit $failed
