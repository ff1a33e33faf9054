#!/bin/sh
# Makes sql.h and sql.c in the folder $1 from sql/.
set -eu
out=$1
LC_ALL=C awk -v header="$out/sql.h.tmp" -v source="$out/sql.c.tmp" -f tools/gen-sql.awk \
	sql/migrations/*.sql sql/functions/*.sql sql/query/*.sql
mv "$out/sql.c.tmp" "$out/sql.c"
mv "$out/sql.h.tmp" "$out/sql.h"
