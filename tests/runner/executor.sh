#!/bin/bash
# The runner against a database of its own: tasks are inserted as rows, and what they
# become is read from rows.
cd "$(dirname "$0")/../.." || exit 1
. tests/runner/lib.sh
begin
add machine Machines-1 region-a '{"EnvironmentIds":["Environments-1"],"Roles":["web-server"],"Endpoint":{"CommunicationStyle":"None"}}'
add machine Machines-2 region-b '{"EnvironmentIds":["Environments-1"],"Roles":["web-server"],"Endpoint":{"CommunicationStyle":"None"}}'
start_runner

deploy 1 "$(process "$(step 'Say Hello' web-server false 'echo "Hello, World!"')")"
wait_end 1
is "$(state 1)" Success "hello world succeeds"
is "$(tree 1)" "Deploy Hello release 0.0.1 to Test:Success| Step 1: Say Hello:Success|  Server on behalf of region-a:Success|  Server on behalf of region-b:Success" "the tree"
has "$(log_of 1)" "200	Hello, World!" "the line"
has "$(log_of 1)" "The deployment completed successfully." "the last line"
is "$(sql "select string_agg(category, ' ' order by seq) from event")" "DeploymentStarted DeploymentSucceeded" "the events"
is "$(sql "select doc ->> 'DeployedToMachineIds' from resource where id = 'Deployments-1'")" '["Machines-1", "Machines-2"]' "the machines reached"
is "$(ls "$dir/home/spool")" "" "the spool is empty"

deploy 2 "$(process "$(step One '' true 'echo one; exit 3')" "$(step Two '' true 'echo two')" "$(step Off '' true 'echo off' Bash '{"Actions":[]}')")"
wait_end 2
is "$(state 2)" Failed "a failed step fails the deployment"
is "$(tree 2)" "Deploy Hello release 0.0.2 to Test:Failed| Step 1: One:Failed|  Server:Failed| Step 2: Two:Skipped|  Server:Skipped" "what follows is skipped"
has "$(log_of 2)" "The remote script failed with exit code 3" "the exit code"
has "$(log_of 2)" 'Step "Two" runs only on success and an earlier step has failed; skipping.' "the reason"
is "$(sql "select has_warnings_or_errors from task where id = 'ServerTasks-2'")" t "errors are marked"

deploy 3 "$(process "$(step Py '' true 'print("π", get_octopusvariable("Octopus.Environment.Name"))' Python)" "$(step Nobody nobody false 'echo x')")"
wait_end 3
is "$(state 3)" Failed "no target for the only step that wants one"
has "$(log_of 3)" "There are no deployment targets" "it says why"

deploy 4 "$(process "$(step Py '' true 'print("π", get_octopusvariable("Octopus.Environment.Name"))' Python)" "$(step Web web-server false 'echo "$(get_octopusvariable Octopus.Machine.Name) #{Octopus.Release.Number} #{Nothing}"')")"
wait_end 4
is "$(state 4)" Success "python and variables"
has "$(log_of 4)" "200	π Test" "a variable in python"
has "$(log_of 4)" "200	region-b 0.0.4 #{Nothing}" "variables in bash, unknown ones stay"

deploy 5 "$(process "$(step Long '' true 'echo begin; sleep 60; echo end')")"
until_is 10 1 "select count(*) from log_chunk c join activity a on a.id = c.activity_id where a.task_id = 'ServerTasks-5' and c.body like '%begin%'"
deploy 6 "$(process "$(step Next '' true 'echo next')")"
deploy 7 "$(process "$(step Third '' true 'echo third')")"
sleep 0.5
is "$(state 6)" Queued "one task a project and environment"
sql "update task set cancel_requested_at = now(), cancel_requested_by = 'Users-1', state = 'Canceled', completed_time = now() where id = 'ServerTasks-6'"
sql "update task set cancel_requested_at = now(), cancel_requested_by = 'Users-1' where id = 'ServerTasks-5'; select pg_notify('slipway_task', 'ServerTasks-5')"
wait_end 5 20
is "$(state 5)" Canceled "a running task is canceled"
has "$(tree 5)" "Server:Canceled" "its unit too"
is "$(pgrep -fc 'sleep 60' || true)" "$(pgrep -fc 'sleep 60 ' || true)" "nothing of it runs on"
wait_end 7
is "$(state 7)" Success "the next one runs then"

marker=$dir/effects
touch "$marker"; chmod 0666 "$marker"
deploy 8 "$(process "$(step Kill '' true "echo started >> $marker; for i in \$(seq 1 30); do echo line \$i; sleep 0.1; done; echo done >> $marker")")"
until_is 10 t "select count(*) > 0 from log_chunk c join activity a on a.id = c.activity_id where a.task_id = 'ServerTasks-8' and c.body like '%line 3%'"
kill_runner
sleep 0.5
start_runner
wait_end 8
is "$(state 8)" Success "a killed runner finishes the task after its start"
is "$(tr '\n' ' ' < "$marker")" "started done " "the script ran once"
is "$(log_of 8 | grep -c 'line ')" 30 "its log is complete"

deploy 9 "$(process "$(step Db '' true 'for i in $(seq 1 30); do echo line $i; sleep 0.1; done')")"
until_is 10 t "select count(*) > 0 from log_chunk c join activity a on a.id = c.activity_id where a.task_id = 'ServerTasks-9' and c.body like '%line 3%'"
restart_database
wait_end 9
is "$(state 9)" Success "a restarted database fails nothing"
is "$(log_of 9 | grep -c 'line ')" 30 "no line is lost or doubled"

deploy 13 "$(process "$(step Set '' true 'for i in $(seq 1 40); do set_octopusvariable "N$i" "v$i"; sleep 0.1; done; set_octopusvariable S s3cret-output -sensitive')" "$(step Get '' true 'echo "got #{Octopus.Action[Set].Output.N1} #{Octopus.Action[Set].Output.N40} $(get_octopusvariable "Octopus.Action[Set].Output.S" | tr a-z A-Z)"')")"
until_is 10 t "select count(*) > 2 from task_output where task_id = 'ServerTasks-13'"
kill_runner
start_runner
wait_end 13
is "$(state 13)" Success "outputs outlive a killed runner"
has "$(log_of 13)" "got v1 v40 S3CRET-OUTPUT" "later steps read them"
is "$(sql "select count(*) from task_output where task_id = 'ServerTasks-13' and name like 'N%'")" 40 "each is stored once"
is "$(sql "select count(*) from task_output where task_id = 'ServerTasks-13' and name = 'S' and value is null and secret_id is not null")" 1 "a sensitive one is sealed"

deploy 10 "$(process "$(step Shim '' true 'echo begin; sleep 30')")"
until_is 10 1 "select count(*) from log_chunk c join activity a on a.id = c.activity_id where a.task_id = 'ServerTasks-10' and c.body like '%begin%'"
kill -KILL "$(pgrep -f "slipway-runner shim $dir/home/spool" | head -n 1)"
wait_end 10
is "$(state 10)" Failed "a killed shim fails its unit"
has "$(log_of 10)" "was interrupted" "it says so"

deploy 11 "$(process "$(step Stop '' true 'echo begin; sleep 30')")"
until_is 10 1 "select count(*) from log_chunk c join activity a on a.id = c.activity_id where a.task_id = 'ServerTasks-11' and c.body like '%begin%'"
stop_runner
is "$(state 11)" Canceled "a stopped runner ends its scripts"
is "$(pgrep -f "slipway-runner.*$dir" | wc -l)" 0 "no process is left"
