# The instance's PostgreSQL cluster, or the one SLIPWAY_DATABASE_URL names. Sourced by
# tools/slipway.
#
# Our own listens on a Unix socket only; who connects is known from the kernel (peer) and
# the ident map says which role each account may take. As an ordinary user one account
# may take all.

external_url=${SLIPWAY_DATABASE_URL:-}

# What libpq takes to connect as a role.
database_url() {
	if [ -n "$external_url" ]; then
		echo "$external_url"
	else
		echo "host=$SLIPWAY_RUN_DIR/db dbname=slipway user=$1"
	fi
}

# The account that owns the cluster.
database_account() {
	[ "$is_root" = yes ] && echo slipway-db || id -un
}

# From /, since PostgreSQL's tools complain about a folder that the account cannot enter.
as_database_account() (
	cd /
	exec 9>&-
	if [ "$is_root" = yes ]; then
		exec setpriv --reuid slipway-db --regid slipway-db --init-groups "$@"
	fi
	exec "$@"
)

find_postgresql() {
	local version
	version=$(cat "$SLIPWAY_HOME/db/PG_VERSION" 2>/dev/null) ||
		version=$(ls /usr/lib/postgresql 2>/dev/null | sort -n | tail -n 1)
	pg_bin=/usr/lib/postgresql/$version/bin
	[ -x "$pg_bin/postgres" ] || die "PostgreSQL ${version:-15} is not installed (no $pg_bin/postgres)."
}

make_cluster() {
	echo "Creating a PostgreSQL cluster in $SLIPWAY_HOME/db …"
	rm -rf "$SLIPWAY_HOME/db.new"
	make_dir "$SLIPWAY_HOME/db.new" 0700 slipway-db:slipway-db
	as_database_account "$pg_bin/initdb" --pgdata="$SLIPWAY_HOME/db.new" \
		--username=postgres --auth=peer --data-checksums --encoding=UTF8 --locale=C.UTF-8 \
		> "$SLIPWAY_HOME/log/initdb.log" 2>&1 ||
		die "The database cluster could not be made. See $SLIPWAY_HOME/log/initdb.log."
	mv "$SLIPWAY_HOME/db.new" "$SLIPWAY_HOME/db"
}

# Written at every start: addresses and accounts may have changed.
configure_cluster() {
	local db=$SLIPWAY_HOME/db
	cat > "$db/slipway.conf" <<-END
		listen_addresses = ''
		unix_socket_directories = '$SLIPWAY_RUN_DIR/db'
		port = 5432
		max_connections = 100
		log_line_prefix = '%m [%p] %a '
		log_min_duration_statement = 1000
		log_parameter_max_length = 0
		log_parameter_max_length_on_error = 0
		lc_messages = 'C'
		timezone = 'UTC'
		log_timezone = 'UTC'
		idle_in_transaction_session_timeout = '60s'
	END
	grep -q "^include 'slipway.conf'" "$db/postgresql.conf" || echo "include 'slipway.conf'" >> "$db/postgresql.conf"
	echo "local all all peer map=slipway" > "$db/pg_hba.conf"
	if [ "$is_root" = yes ]; then
		cat > "$db/pg_ident.conf" <<-END
			slipway slipway-db postgres
			slipway root slipway_owner
			slipway root slipway_runner
			slipway slipway-portal slipway_portal
			slipway slipway-runner slipway_runner
		END
	else
		printf "slipway \"$(id -un)\" %s\n" postgres slipway_{owner,portal,runner} > "$db/pg_ident.conf"
	fi
	[ "$is_root" = no ] || chown slipway-db:slipway-db "$db"/{slipway.conf,pg_hba.conf,pg_ident.conf}
}

start_postgresql() {
	launch postgresql "$(database_account)" INT "$pg_bin/postgres" -D "$SLIPWAY_HOME/db"
}

database_admin() {
	as_database_account "$pg_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 \
		-h "$SLIPWAY_RUN_DIR/db" -U postgres "$@"
}

make_database() {
	[ -z "$(database_admin -d postgres -c "select 1 from pg_database where datname = 'slipway'")" ] || return 0
	database_admin -d postgres <<-END
		create role slipway_owner login;
		create role slipway_portal login;
		create role slipway_runner login;
		create database slipway owner slipway_owner;
	END
}

wait_for_postgresql() {
	local tries=0
	until as_database_account "$pg_bin/pg_isready" -q -U postgres -d postgres -h "$SLIPWAY_RUN_DIR/db"; do
		look_after_children
		[ $((tries += 1)) -lt 600 ] || stop_and_die "PostgreSQL does not start. See $SLIPWAY_HOME/log/postgresql.log."
		sleep 0.1
	done
}

# A cluster left by a killed start ends by itself within a moment.
wait_for_old_postgresql() {
	local pid tries=0
	pid=$(head -n 1 "$SLIPWAY_HOME/db/postmaster.pid" 2>/dev/null) || return 0
	while [ "$(readlink "/proc/$pid/exe" 2>/dev/null)" = "$pg_bin/postgres" ]; do
		[ $((tries += 1)) -lt 300 ] || die "The PostgreSQL process $pid still uses $SLIPWAY_HOME/db. Stop it first."
		sleep 0.1
	done
}

start_database() {
	if [ -n "$external_url" ]; then
		echo "Using the database that SLIPWAY_DATABASE_URL names."
		return
	fi
	find_postgresql
	[ -e "$SLIPWAY_HOME/db/PG_VERSION" ] || make_cluster
	configure_cluster
	wait_for_old_postgresql
	start_postgresql
	wait_for_postgresql
	make_database
}

# Migrations, keys, settings, the first administrator: prints its secrets, once.
migrate() {
	SLIPWAY_DATABASE_URL=$(database_url slipway_owner) tools/prepare "$bin/slipway-ctl" 9>&- ||
		stop_and_die "The database could not be prepared."
}
