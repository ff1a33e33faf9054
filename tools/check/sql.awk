# No SQL in C: statements live in sql/, named, prepared, reviewed as SQL. Sentences for
# people begin with a capital followed by small letters, so they are not mistaken.
BEGIN {
	verbs = "select|insert into|update|delete from|truncate|(create|alter|drop) (table|index|role|view)|" \
	        "grant|revoke|copy|merge into|set role|listen|notify"
	upper = toupper(verbs)
	statement = "\"[ \t\\\\nt]*(" verbs "|" upper ")[ \t\\\\][^\"]"
}

{
	c_line($0)
	if (text ~ statement)
		complain("SQL in C; make it a named statement in sql/query")
	if (code ~ /(^|[^A-Za-z0-9_])PQ[a-z][A-Za-z]*[ \t]*\(/ && FILENAME !~ /lib\/store\/db\.c$/)
		complain("libpq is called in lib/store/db.c alone")
}
