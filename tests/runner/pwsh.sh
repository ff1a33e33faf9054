#!/bin/bash
# PowerShell steps: single attempts under a real shim, with PowerShell or the test double of
# tests/pwsh. As root they run as nobody: root's scripts get the default PATH, others the
# runner's own. What the log must say is compared as in attempt.sh.
cd "$(dirname "$0")/../.." || exit 1
set -u
passed=0
failed=0

if ! folder=$(tests/pwsh/build.sh); then
	echo "skip - PowerShell: $folder"
	echo "0 passed, 0 failed, 1 skipped"
	exit
fi
dir=$(mktemp -d /tmp/slipway-pwsh.XXXXXX)
finish() {
	rm -rf "$dir"
	echo "$passed passed, $failed failed"
	[ $failed = 0 ] || exit 1
}
trap finish EXIT
chmod 0755 "$dir"
mkdir "$dir/spool" "$dir/work" "$dir/store"
cp "${BUILD:-build}/slipway-runner" "$dir/runner"
if [ "$folder" = "$PWD/${BUILD:-build}/test-pwsh/bin" ]; then	# where nobody can read it
	cp -r "$folder" "$dir/bin"
	folder=$dir/bin
fi
as=
if [ "$(id -u)" = 0 ]; then
	as="setpriv --reuid $(id -u nobody) --regid $(id -g nobody) --clear-groups"
	chown nobody: "$dir/spool" "$dir/work" "$dir/store"
fi
uid=$($as id -u) gid=$($as id -g)

pass() { passed=$((passed + 1)); echo "ok   - $1"; }
miss() { failed=$((failed + 1)); echo "FAIL - $1"; printf '%s\n' "$2" | sed 's/^/       /'; }
is() { if [ "$1" = "$2" ]; then pass "$3"; else miss "$3" "got:      $1"$'\n'"expected: $2"; fi; }
has() { case $1 in *"$2"*) pass "$3" ;; *) miss "$3" "no '$2' in: $1" ;; esac; }
lacks() { case $1 in *"$2"*) miss "$3" "'$2' in: $1" ;; *) pass "$3" ;; esac; }

openssl genpkey -algorithm X25519 -outform DER -out "$dir/key.der"
private=$(tail -c 32 "$dir/key.der" | od -An -v -tx1 | tr -d ' \n')
public=$(openssl pkey -inform DER -in "$dir/key.der" -pubout -outform DER | tail -c 32 | od -An -v -tx1 | tr -d ' \n')

# try NAME BODY [JQ]: runs one attempt to its end; the answers below are about it.
try() {
	last=$1
	jq -n --arg id "$1" --arg body "$2" --arg private "$private" --arg public "$public" \
		--arg work "$dir/work" --argjson uid "$uid" --argjson gid "$gid" \
		'{Id: $id, Body: $body, Syntax: "PowerShell", SealPrivate: $private, SealKey: $public,
		  WorkRoot: $work, Uid: $uid, Gid: $gid} '"${3:+| $3}" > "$dir/$1.json"
	PATH=$folder:$PATH timeout 120 $as "$dir/runner" attempt "$dir/spool" "$dir/$1.json" \
		> "$dir/$1.out" 2> "$dir/$1.err" || miss "$1: the driver failed" "$(cat "$dir/$1.err")"
}
result() { tail -n 1 "$dir/$last.out" | jq -r ".$1"; }
log() { jq -r 'select(.category) | "\(.category) \(.text)"' "$dir/$last.out" | paste -sd '|'; }
effects() { jq -c 'select(.effect) | del(.n, .stream)' "$dir/$last.out" | paste -sd ' '; }
# ends EXIT LOG NAME
ends() { is "$(result exit) $(log)" "$1 $2" "$3"; }

# ---- output -----------------------------------------------------------------

try output 'Write-Host "a é"; Write-Output "b"; "c"; 1 + 1'
ends 0 "200 a é|200 b|200 c|200 2" "what a script writes is Info"
try categories 'Write-Warning "w"; Write-Verbose "v"; Write-Highlight "h"; Write-Wait "p"; Write-Host "i"; "x" | Write-Warning'
ends 0 "300 w|100 v|210 h|225 p|200 i|300 x" "warning, verbose, highlight, wait"
try stderr '[Console]::Error.WriteLine("e")'
ends 0 "400 e" "stderr is Error and no failure"
try stdin '[Console]::In.ReadToEnd().Length'
ends 0 "200 0" "an empty stdin"

# ---- variables ----------------------------------------------------------------

# case 22
try names '"$MyVar1 $MyVar_1 $($OctopusParameters["my.var_1"])"; $Host.Name; $OctopusParameters["Host"]' \
	'.Variables = {"My.Var_1": "x", "Host": "y"}'
ends 0 "200 x x x|200 ConsoleHost|200 y" "variables and their short names, never over one that exists"
try strange '$OctopusParameters["a[b]"]; $OctopusParameters["@"]; $empty -eq ""; $null -eq $OctopusParameters["none"]; $é = 1; $text' \
	'.Variables = {"a[b]": "1", "@": "at", "empty": "", "text": "é\n\u0027\"$x"}'
ends 0 "200 1|200 at|200 True|200 True|200 é|200 '\"\$x" "strange names and values"
try outputs 'Set-OctopusVariable P "é v"; Set-OctopusVariable -name Q -value ""; $OctopusParameters["P"]'
ends 0 "200 é v" "an output is a variable at once"
is "$(effects)" '{"effect":"setVariable","name":"P","value":"é v"} {"effect":"setVariable","name":"Q","value":""}' "outputs"
try sensitive 'Set-OctopusVariable S s3cret -sensitive; Write-Host s3cret'
ends 0 "200 ********" "a sensitive output is masked from then on"
try progress 'Update-Progress 50 half'
is "$(effects)" '{"effect":"progress","percentage":"50","message":"half"}' "progress"
try descriptor 'bash -c "cat <&3"; "end"' '.Variables = {A: "b"}'
has "$(log)" "Bad file descriptor" "descriptor 3 is closed for the children"

# ---- the end --------------------------------------------------------------------

# case 23
try error 'Write-Error x; Write-Host y'
is "$(result exit)" 1 "Write-Error ends the script"
has "$(log)" "400 x" "with its text"
lacks "$(log)" "200 y" "and nothing after it"
try throw 'function f { throw "bad" }
f'
is "$(result exit)" 1 "an uncaught error"
has "$(log)" "400 bad" "is shown"
has "$(log)" "Script.ps1: line 1" "with its place"
try caught 'try { throw "bad" } catch { "caught $_" }'
ends 0 "200 caught bad" "a caught error is none"
try syntax 'if ('
is "$(result exit)" 1 "a script that does not parse"
has "$(log)" "Script.ps1:1" "and where"
try unknown 'No-SuchCommand'
is "$(result exit)" 1 "an unknown command"
try fail 'Fail-Step "no disk"; "y"'
ends 255 "" "Fail-Step ends the script"
is "$(result message)" "no disk" "with its message"
try fail-inside 'function f { try { Fail-Step "deep" } catch { "no" } }; f; "y"'
ends 255 "" "also within a function and try"
try exit 'exit 3'
ends 3 "" "the exit code"
# case 24
try exit-zero 'bash -c "exit 5"; exit 0'
ends 0 "" "exit 0 after a failed program"
# case 24
try program 'bash -c "exit 5"'
ends 5 "" "the last program's exit code"
try program-then 'bash -c "exit 5"; "y"'
ends 5 "200 y" "also when something follows it"
try program-good 'bash -c "exit 5"; bash -c "echo z"'
ends 0 "200 z" "the last one counts"

# ---- parameters, modules ----------------------------------------------------------

try parameters 'param([string]$Name, [int]$Count) "$Name $($Count + 1)"' '.Parameters = "-Name '"'a b'"' -Count 2"'
ends 0 "200 a b 3" "parameters"
try crlf $'"a"\r\n$x = @"\r\nb\r\n"@\r\n$x.Length\r\n'
ends 0 "200 a|200 1" "CRLF"
try module 'hi' '.Modules = [{Name: "My Mod", Syntax: "PowerShell", Body: "function hi { \"from module\" }"}]'
ends 0 "200 from module" "a script module"
try module-bad 'hi' '.Modules = [{Name: "Bad", Syntax: "PowerShell", Body: "throw \"broken\""}]'
is "$(result exit)" 1 "a module that fails ends the script"
has "$(log)" "400 broken" "with its text"
try artifact '[IO.File]::WriteAllText("$PWD/x", "one"); "x" | New-OctopusArtifact' '.ArtifactRoot = "'$dir/store'"'
is "$(effects | jq -r .name)" x "an artifact"
try retry '$script:n = 0; Execute-WithRetry { $script:n++; if ($script:n -lt 2) { throw "again" }; "n $script:n" } 3 0'
has "$(log)" "200 n 2" "Execute-WithRetry"
