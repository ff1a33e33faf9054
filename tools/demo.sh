#!/bin/bash
# Fills a server with the Hello World example through the API and deploys it; what is
# there already is left as it is. Needs SLIPWAY_URL and SLIPWAY_API_KEY, curl and jq;
# `make demo` sets the two.
set -euo pipefail
: "${SLIPWAY_URL:?is the address of the server}" "${SLIPWAY_API_KEY:?is an API key}"
space=/api/Spaces-1

# request METHOD PATH [BODY]; a refusal ends the script with the server's own words.
request() {
	local answer status
	answer=$(curl -sS -X "$1" "$SLIPWAY_URL$2" -w '\n%{http_code}' -H @<(echo "X-Octopus-ApiKey: $SLIPWAY_API_KEY") \
		${3:+-H 'Content-Type: application/json' --data-binary "$3"})
	status=${answer##*$'\n'}
	answer=${answer%$'\n'*}
	if [ "$status" -ge 400 ]; then
		echo "$1 $2 was refused ($status): $(jq -r '[.ErrorMessage] + .Errors | unique | join(" ")' <<< "$answer")" >&2
		exit 1
	fi
	printf '%s\n' "$answer"
}

# id_of COLLECTION NAME: the id of what has exactly this name; nothing if there is none.
id_of() {
	request GET "$space/$1/all" | jq -r --arg name "$2" 'map(select(.Name == $name)) | .[0].Id // empty'
}

# ensure COLLECTION NAME BODY: makes it unless it is there; its id in $id.
ensure() {
	id=$(id_of "$1" "$2")
	[ -z "$id" ] || return 0
	id=$(request POST "$space/$1" "$3" | jq -r .Id)
	echo "Created $1 '$2' ($id)."
}

ensure environments Test '{"Name": "Test"}'
environment=$id
ensure machines "Demo region" "$(jq -n --arg environment "$environment" '{
	Name: "Demo region", Roles: ["web-server"], EnvironmentIds: [$environment],
	Endpoint: {CommunicationStyle: "None"}}')"
group=$(request GET $space/projectgroups/all | jq -r '.[0].Id')
lifecycle=$(request GET $space/lifecycles/all | jq -r '.[0].Id')
ensure projects "Hello World" "$(jq -n --arg group "$group" --arg lifecycle "$lifecycle" '{
	Name: "Hello World", Description: "One step that says hello.",
	ProjectGroupId: $group, LifecycleId: $lifecycle}')"
project=$id

process=$(request GET "$space/projects/$project/deploymentprocesses")
if [ "$(jq '.Steps | length' <<< "$process")" = 0 ]; then
	request PUT "$space/projects/$project/deploymentprocesses" "$(jq '.Steps = [{
		Name: "Say Hello", Condition: "Success", StartTrigger: "StartAfterPrevious",
		Properties: {"Octopus.Action.TargetRoles": "web-server"},
		Actions: [{Name: "Say Hello", ActionType: "Octopus.Script", Properties: {
			"Octopus.Action.RunOnServer": "false",
			"Octopus.Action.Script.ScriptSource": "Inline",
			"Octopus.Action.Script.Syntax": "Bash",
			"Octopus.Action.Script.ScriptBody": "echo \"Hello, World!\""}}]}]' <<< "$process")" > /dev/null
	echo "Added the step 'Say Hello'."
fi

release=$(request GET "$space/projects/$project/releases" | jq -r '.Items[0].Id // empty')
if [ -z "$release" ]; then
	release=$(request POST "$space/releases" "$(jq -n --arg project "$project" '{
		ProjectId: $project, Version: "0.0.1"}')" | jq -r .Id)
	echo "Created release 0.0.1 ($release)."
fi
if [ "$(request GET "$space/releases/$release/deployments" | jq '.Items | length')" -gt 0 ]; then
	echo "The example is there and was deployed: $SLIPWAY_URL/app"
	exit 0
fi
task=$(request POST "$space/deployments" "$(jq -n --arg release "$release" --arg environment "$environment" '{
	ReleaseId: $release, EnvironmentId: $environment}')" | jq -r .TaskId)
echo "Deploying to Test ($task) …"
until [ "$(request GET "/api/tasks/$task" | jq .IsCompleted)" = true ]; do
	sleep 0.3
done
request GET "/api/tasks/$task" | jq -r '"\(.State): \(.Description)"'
curl -sS "$SLIPWAY_URL/api/tasks/$task/raw" -H @<(echo "X-Octopus-ApiKey: $SLIPWAY_API_KEY") | grep 'Hello, World!'
