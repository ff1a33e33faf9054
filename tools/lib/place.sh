# Where an instance lives: folders, accounts, address. Sourced by tools/slipway.
#
# SLIPWAY_HOME holds the state. SLIPWAY_RUN_DIR is short because a socket's path has at
# most 107 bytes; it is made from the home's path, so that instances never meet.

die() {
	echo "slipway: $*" >&2
	exit 1
}

is_root=no
[ "$(id -u)" != 0 ] || is_root=yes
nginx_program=$(command -v nginx || echo /usr/sbin/nginx)
SLIPWAY_BUILD=${SLIPWAY_BUILD:-build}

# Whether an unprivileged account can reach the nearest existing folder of a path.
others_can_reach() {
	local path=$1
	while [ ! -d "$path" ]; do
		path=$(dirname "$path")
	done
	setpriv --reuid nobody --regid nogroup --clear-groups test -x "$path" 2>/dev/null
}

# Sets wanted_home, SLIPWAY_HOME, SLIPWAY_RUN_DIR, listen_host, listen_port, shown_host.
choose_place() {
	local hash
	wanted_home=$(readlink -m "${SLIPWAY_HOME:-var}")
	hash=$(printf '%s' "$wanted_home" | sha256sum | cut -c1-8)
	export SLIPWAY_HOME=$wanted_home
	if [ "$is_root" = yes ]; then
		others_can_reach "$wanted_home" || SLIPWAY_HOME=/var/lib/slipway/$hash
		SLIPWAY_RUN_DIR=/run/slipway/$hash
	else
		SLIPWAY_RUN_DIR=${XDG_RUNTIME_DIR:-/tmp/slipway-$(id -u)}/$hash
		[ -z "${XDG_RUNTIME_DIR:-}" ] || SLIPWAY_RUN_DIR=$XDG_RUNTIME_DIR/slipway/$hash
	fi
	export SLIPWAY_RUN_DIR
	[[ $SLIPWAY_HOME =~ ^[A-Za-z0-9_./@+,-]+$ ]] ||
		die "SLIPWAY_HOME '$SLIPWAY_HOME' may hold letters, digits and _ . / @ + , - only."
	choose_address
}

choose_address() {
	export SLIPWAY_LISTEN=${SLIPWAY_LISTEN:-127.0.0.1:8080}
	case $SLIPWAY_LISTEN in
	*[!0-9]*) ;;
	*) SLIPWAY_LISTEN=127.0.0.1:$SLIPWAY_LISTEN ;;
	esac
	listen_host=${SLIPWAY_LISTEN%:*}
	listen_port=${SLIPWAY_LISTEN##*:}
	[[ $SLIPWAY_LISTEN =~ ^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):[0-9]+$ ]] ||
		die "SLIPWAY_LISTEN '$SLIPWAY_LISTEN' must be a port or an address and a port, as in 127.0.0.1:8080."
	shown_host=$listen_host
	case $listen_host in
	0.0.0.0) shown_host=$(uname -n) listen_host=127.0.0.1 ;;
	'[::]') shown_host=$(uname -n) listen_host='[::1]' ;;
	esac
}

# ---- one instance a home --------------------------------------------------------

is_taken() {
	[ -e "$SLIPWAY_HOME/lock" ] && ! flock -n -s "$SLIPWAY_HOME/lock" true 2>/dev/null
}

running_pid() {
	cat "$SLIPWAY_HOME/lock"
}

# The lock lives as long as descriptor 9 of this process; launch closes it in children.
take_home() {
	mkdir -p "$SLIPWAY_HOME" || die "The folder '$SLIPWAY_HOME' cannot be made. Set SLIPWAY_HOME to one that can."
	exec 9>> "$SLIPWAY_HOME/lock" || die "The folder '$SLIPWAY_HOME' belongs to somebody else. Set SLIPWAY_HOME to another."
	flock -n 9 || die "Slipway is already running with SLIPWAY_HOME=$SLIPWAY_HOME (process $(running_pid)). Stop it with make stop, or set SLIPWAY_HOME and SLIPWAY_LISTEN for a second instance."
	echo $$ > "$SLIPWAY_HOME/lock"
}

check_port_is_free() {
	if (exec 7<>"/dev/tcp/${listen_host//[\[\]]/}/$listen_port") 2>/dev/null; then
		die "Something already listens on $listen_host:$listen_port. Set SLIPWAY_LISTEN to another address, as in SLIPWAY_LISTEN=127.0.0.1:8081."
	fi
}

# ---- accounts (only as root) -----------------------------------------------------

nginx_account() {
	id -u www-data >/dev/null 2>&1 && echo www-data || echo slipway-nginx
}

# group slipway: reads the portal's keys. group slipway-web: reaches the sockets.
make_accounts() {
	local name
	for name in slipway slipway-web; do
		getent group $name >/dev/null || groupadd --system $name
	done
	for name in slipway-db slipway-portal slipway-runner slipway-script "$(nginx_account)"; do
		id -u "$name" >/dev/null 2>&1 || useradd --system --user-group --no-create-home \
			--home-dir /nonexistent --shell /usr/sbin/nologin "$name"
	done
	usermod -a -G slipway,slipway-web slipway-portal
	usermod -a -G slipway,slipway-web slipway-runner
}

# The runner and nginx's master need root to become somebody else; their children do.
as_runner() {
	echo root
}

as_nginx() {
	echo root
}

# make_dir PATH MODE OWNER: the owner counts only as root.
make_dir() {
	mkdir -p "$1"
	chmod "$2" "$1"
	[ "$is_root" = no ] || chown "$3" "$1"
}

make_place() {
	if [ "$is_root" = yes ]; then
		mkdir -p /run/slipway
		chmod 0755 /run/slipway
		(flock 8; make_accounts) 8>/run/slipway/accounts.lock 9>&-
		make_dir "$SLIPWAY_HOME" 0755 root:root
		make_dir "$SLIPWAY_RUN_DIR" 3771 root:slipway-web
	else
		echo "Everything runs as $(id -un): scripts are not separated from Slipway by an account (as root they are)."
		make_private_run_dir
		make_dir "$SLIPWAY_HOME" 0700 -
	fi
	rm -f "$SLIPWAY_RUN_DIR"/{portal.sock,runner.sock,ready}
	make_dir "$SLIPWAY_RUN_DIR/db" 0755 slipway-db:slipway-db
	make_dir "$SLIPWAY_HOME/log" 0755 root:root
	make_dir "$SLIPWAY_HOME/keys" 0755 root:root
	make_dir "$SLIPWAY_HOME/nginx" 0755 root:root
	make_dir "$SLIPWAY_HOME/nginx/unused" 0700 root:root
	make_dir "$SLIPWAY_HOME/nginx/body" 0700 "$(nginx_account):root"
	make_dir "$SLIPWAY_HOME/nginx/fastcgi" 0700 "$(nginx_account):root"
	make_dir "$SLIPWAY_HOME/store" 2770 slipway-portal:slipway
	[ "$SLIPWAY_HOME" = "$wanted_home" ] ||
		echo "The accounts of Slipway cannot reach $wanted_home; the state is in $SLIPWAY_HOME."
}

# Below /tmp somebody else could have made the folder first.
make_private_run_dir() {
	local parent
	parent=$(dirname "$SLIPWAY_RUN_DIR")
	mkdir -p -m 0700 "$parent"
	[ -O "$parent" ] || die "The folder '$parent' belongs to somebody else. Set XDG_RUNTIME_DIR to a folder of your own."
	make_dir "$SLIPWAY_RUN_DIR" 0700 -
}
