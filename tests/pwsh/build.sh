#!/bin/bash
# Prints the folder to put into PATH so that 'pwsh' is found: nothing to build where PowerShell
# is installed, else the test double of this folder, built once into build/test-pwsh. Where
# neither is to be had it prints the reason and returns 1.
cd "$(dirname "$0")/../.." || exit 1
set -u
build=$PWD/${BUILD:-build}/test-pwsh

if found=$(command -v pwsh); then
	dirname "$found"
	exit
fi
if ! command -v dotnet > /dev/null; then
	echo "neither PowerShell ('pwsh') nor the .NET SDK ('dotnet') is installed"
	exit 1
fi
mkdir -p "$build"
exec 9> "$build/lock"
flock 9
sum=$(cat tests/pwsh/pwsh.csproj tests/pwsh/Program.cs | sha256sum)
if [ "$(cat "$build/sum" 2>/dev/null)" != "$sum" ]; then
	rm -rf "$build/bin" "$build/src" "$build/sum"
	mkdir "$build/src"
	cp tests/pwsh/pwsh.csproj tests/pwsh/Program.cs "$build/src"
	if ! DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 timeout 240 dotnet build --nologo -v quiet -c Release \
	    --disable-build-servers -o "$build/bin" "$build/src/pwsh.csproj" < /dev/null > "$build/log" 2>&1 9>&-; then
		echo "the test's PowerShell host could not be built ($(grep -m 1 -o 'error [A-Z]*[0-9]*: .*' "$build/log" |
			cut -c 1-200 || echo "see $build/log"))"
		exit 1
	fi
	chmod -R a+rX "$build/bin"
	echo "$sum" > "$build/sum"
fi
echo "$build/bin"
