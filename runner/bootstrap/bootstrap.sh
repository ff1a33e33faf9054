# Slipway's helpers for Bash scripts: runs before the script, in the same shell.
# Reads the variables from descriptor 3 and closes it, so that no child can read them.
# Every helper works under "set -euo pipefail" and prints its arguments unchanged.

declare -gA octopus_parameters=()
declare -g __slipway_at='' __slipway_star=''
while IFS= read -r -d '' __slipway_name && IFS= read -r -d '' __slipway_value; do
	# As subscripts, @ and * mean "all" in Bash: these two names are kept aside.
	case $__slipway_name in
	@) __slipway_at=$__slipway_value ;;
	\*) __slipway_star=$__slipway_value ;;
	*) octopus_parameters[$__slipway_name]=$__slipway_value ;;
	esac
done <&3
exec 3<&-
unset __slipway_name __slipway_value

__slipway_base64() {
	local LC_ALL=C text=${1-} digits=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/
	local out='' i a b c n=${#1}
	for ((i = 0; i < n; i += 3)); do
		printf -v a %d "'${text:i:1}"
		b=0 c=0
		((i + 1 < n)) && printf -v b %d "'${text:i+1:1}"
		((i + 2 < n)) && printf -v c %d "'${text:i+2:1}"
		((a &= 255, b &= 255, c &= 255, a = a << 16 | b << 8 | c)) || true
		out+=${digits:a>>18:1}${digits:a>>12&63:1}
		if ((i + 1 < n)); then out+=${digits:a>>6&63:1}; else out+='='; fi
		if ((i + 2 < n)); then out+=${digits:a&63:1}; else out+='='; fi
	done
	printf '%s' "$out"
}

encode_servicemessagevalue() {
	if [ -n "${__slipway_no_base64-}" ]; then
		__slipway_base64 "${1-}"
	else
		printf '%s' "${1-}" | base64 -w0
	fi
}

decode_servicemessagevalue() {
	printf '%s' "${1-}" | base64 -d
}

if ! command -v base64 >/dev/null 2>&1; then
	__slipway_no_base64=1
fi

# __slipway_message NAME [KEY VALUE]...
__slipway_message() {
	local line="##octopus[$1"
	shift
	while [ $# -gt 1 ]; do
		line+=" $1='$(encode_servicemessagevalue "$2")'"
		shift 2
	done
	printf '%s]\n' "$line"
}

# __slipway_write CATEGORY TEXT...
__slipway_write() {
	local category=$1
	shift
	printf '##octopus[stdout-%s]\n%s\n##octopus[stdout-default]\n' "$category" "$*"
}

get_octopusvariable() {
	case ${1-} in
	'') ;;
	@) printf '%s\n' "$__slipway_at" ;;
	\*) printf '%s\n' "$__slipway_star" ;;
	*) printf '%s\n' "${octopus_parameters[$1]-}" ;;
	esac
}

set_octopusvariable() {
	local name=${1-} value=${2-}
	if [ "${3-}" = -sensitive ]; then
		__slipway_message setVariable name "$name" value "$value" sensitive True
	else
		__slipway_message setVariable name "$name" value "$value"
	fi
	case $name in
	'') ;;
	@) __slipway_at=$value ;;
	\*) __slipway_star=$value ;;
	*) octopus_parameters[$name]=$value ;;
	esac
}

new_octopusartifact() {
	local path=${1-} name=${2-} size=0
	if [ -z "$path" ] || [ ! -e "$path" ]; then
		printf "The artifact '%s' does not exist.\n" "$path" >&2
		exit 1
	fi
	case $path in
	/*) ;;
	*) path=$PWD/$path ;;
	esac
	if [ -f "$path" ]; then # a pipe would keep us waiting
		size=$(wc -c <"$path" 2>/dev/null) || size=0
	fi
	printf '##octopus[stdout-verbose]\nArtifact %s will be collected from %s after this step.\n##octopus[stdout-default]\n' \
		"${name:-${path##*/}}" "$path"
	__slipway_message createArtifact path "$path" name "${name:-${path##*/}}" length "${size// /}"
}

fail_step() {
	if [ -n "${1-}" ]; then
		__slipway_message resultMessage message "$1"
	fi
	exit 1
}

update_progress() {
	__slipway_message progress percentage "${1-}" message "${2-}"
}

write_verbose() { __slipway_write verbose "$@"; }
write_warning() { __slipway_write warning "$@"; }
write_highlight() { __slipway_write highlight "$@"; }
write_wait() { __slipway_write wait "$@"; }

set_environmentstate() {
	local key=${1-} value=${2-} type=Text sensitive=''
	shift $(($# < 2 ? $# : 2))
	while [ $# -gt 0 ]; do
		if [ "$1" = -sensitive ]; then sensitive=True; else type=$1; fi
		shift
	done
	if [ -n "$sensitive" ]; then
		__slipway_message set-environmentstate key "$key" value "$value" type "$type" sensitive True
	else
		__slipway_message set-environmentstate key "$key" value "$value" type "$type"
	fi
}

set_environmenturl() {
	__slipway_message set-environmentstate key "${1-}" value "${2-}" type Url
}

report_kubernetes_manifest() {
	if [ -n "${2-}" ]; then
		__slipway_message k8s-manifest-applied manifest "${1-}" ns "$2"
	else
		__slipway_message k8s-manifest-applied manifest "${1-}"
	fi
}

report_kubernetes_manifest_file() {
	if [ ! -f "${1-}" ]; then
		printf "The manifest '%s' does not exist.\n" "${1-}" >&2
		exit 1
	fi
	report_kubernetes_manifest "$(cat "$1")" "${2-}"
}

new_octopustarget() {
	local name='' target='' inputs='' roles='' pool='' update=''
	while [ $# -gt 0 ]; do
		case $1 in
		-n | --name) name=${2-} ;;
		-t | --target-id) target=${2-} ;;
		--inputs) inputs=${2-} ;;
		--roles) roles=${2-} ;;
		--worker-pool) pool=${2-} ;;
		--update-if-existing)
			update=True
			shift
			continue
			;;
		*)
			shift
			continue
			;;
		esac
		shift $(($# < 2 ? $# : 2))
	done
	__slipway_message createStepPackageTarget name "$name" targetId "$target" inputs "$inputs" \
		octopusRoles "$roles" octopusDefaultWorkerPoolIdOrName "$pool" updateIfExisting "$update"
}

remove-octopustarget() {
	__slipway_message delete-target machine "${1-}"
}

