# Turns named statements ("-- name: project_get", then SQL to the next name) into
# enum sql_id and a table, migration files (NNNN-what.sql) and the functions that
# every start replaces into strings.
function quote(s) { gsub(/\\/, "\\\\\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\\n\"" }
FNR == 1 {
	is_migration = FILENAME ~ /migrations\//
	is_function = FILENAME ~ /functions\//
	name = ""
	if (is_migration) {
		base = FILENAME; sub(/.*\//, "", base)
		number = base; sub(/-.*/, "", number)
		migrations[++nm] = number + 0; title[nm] = base
	}
}
is_function { functions = functions "\t\t" quote($0) "\n"; next }
is_migration { mtext[nm] = mtext[nm] "\t\t" quote($0) "\n"; next }
/^-- name: / {
	name = $3
	if (name in seen) { print FILENAME ": statement " name " twice" > "/dev/stderr"; exit 1 }
	seen[name] = 1
	names[++n] = name
	next
}
/^[ \t]*--/ || /^[ \t]*$/ { next }
name == "" { print FILENAME ":" FNR ": SQL before the first name" > "/dev/stderr"; exit 1 }
{ text[name] = text[name] "\t\t" quote($0) "\n" }
END {
	print "/* Made by tools/gen-sql.awk from sql/; do not edit. */" > header
	print "#ifndef SLIPWAY_GEN_SQL_H\n#define SLIPWAY_GEN_SQL_H\n" > header
	print "enum sql_id {" > header
	for (i = 1; i <= n; i++) print "\tSQL_" toupper(names[i]) "," > header
	print "\tSQL__MAX\n};\n" > header
	print "struct sql_statement { const char *name; const char *text; };" > header
	print "struct sql_migration { int number; const char *title; const char *text; };" > header
	print "extern const struct sql_statement sql_statements[];" > header
	print "extern const struct sql_migration sql_migrations[];" > header
	print "extern const char sql_functions[];" > header
	print "extern const int sql_migration_count;\n\n#endif" > header
	print "#include \"sql.h\"\n" > source
	print "const struct sql_statement sql_statements[] = {" > source
	for (i = 1; i <= n; i++)
		printf "\t{\"%s\",\n%s\t},\n", names[i], text[names[i]] > source
	print "\t{0, 0}\n};\n\nconst struct sql_migration sql_migrations[] = {" > source
	for (i = 1; i <= nm; i++)
		printf "\t{%d, \"%s\",\n%s\t},\n", migrations[i], title[i], mtext[i] > source
	print "\t{0, 0, 0}\n};\n" > source
	print "const int sql_migration_count = " nm + 0 ";\n" > source
	print "const char sql_functions[] =\n" functions "\t\t\"\";" > source
}
