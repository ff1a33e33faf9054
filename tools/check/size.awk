# Functions of at most 60 lines, files of at most 600, lines of at most 100 columns (a
# tab goes to the next multiple of 8), and a comment at the head of each .c file.
function width(s, columns, i) {
	columns = 0
	gsub(/[\200-\277]/, "", s)		# continuation bytes of UTF-8 take no column
	while ((i = index(s, "\t")) > 0) {
		columns += i - 1
		columns += 8 - columns % 8
		s = substr(s, i + 1)
	}
	return columns + length(s)
}

FNR == 1 {
	begins = 0
	if (FILENAME ~ /\.(c|cc)$/ && $0 !~ /^\/\*/)
		complain("no comment at the head: what is here, what is not, why")
}
/^\{/ { begins = FNR }
/^\}/ {
	if (begins && FNR - begins - 1 > 60)
		complain("this function has " FNR - begins - 1 " lines; 60 are the limit")
	begins = 0
}
FNR == 601 { complain("more than 600 lines: two ideas in one file") }
width($0) > 100 { complain("more than 100 columns") }
