# Shared by the checkers of C: c_line(line) sets code (comments gone, literals empty)
# and text (the string literals of the line). Comments may span lines.
function c_line(s, token) {
	code = text = ""
	while (s != "") {
		if (in_comment) {
			if (!match(s, /\*\//))
				return
			s = substr(s, RSTART + 2)
			in_comment = 0
		}
		if (!match(s, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\*|\/\//)) {
			code = code s
			return
		}
		token = substr(s, RSTART, RLENGTH)
		code = code substr(s, 1, RSTART - 1)
		s = substr(s, RSTART + RLENGTH)
		if (token == "//")
			return
		if (token == "/*") {
			in_comment = 1
			code = code " "
		} else {
			code = code substr(token, 1, 1) substr(token, 1, 1)
			text = text token
		}
	}
}

function complain(message) {
	printf "%s:%d: %s\n", FILENAME, FNR, message
	complaints++
}

FNR == 1 { in_comment = 0 }
END { if (complaints) exit 1 }
