{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Shell_SpaceWeb}}/projects">Projects</a><span aria-hidden="true">/</span><a href="{{Project_Web}}">{{Project_Name}}</a><span aria-hidden="true">/</span><a href="{{Project_Web}}/deployments/process">Process</a><span aria-hidden="true">/</span></nav>
<form method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name=".at" value="{{Step_At}}">
{{#Step_IsNew_yes}}<input type="hidden" name=".insert" value="{{Step_At}}"><input type="hidden" name="{{Step_At}}/Actions/0/ActionType" value="{{Step_ActionType}}">{{/Step_IsNew_yes}}
<div class="page-head proc-head"><h1 dir="auto">{{Step_Title}}</h1><span class="chip" data-look="line"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#{{Step_Icon}}"/></svg>{{Step_TypeName}}</span><span class="chip" data-state="warning" data-unsaved hidden>Unsaved changes</span>
<div class="actions"><button type="button" class="button quiet" data-expand hidden>Expand all</button><button class="button quiet" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button><a class="button" href="{{Project_Web}}/deployments/process">Cancel</a><button class="button primary cta" data-key="save">Save</button></div></div>
<div class="proc">
<nav class="steps" aria-label="Steps"><ol>
{{#Steps}}<li><a href="{{Steps_Web}}"{{#Steps_IsCurrent_yes}} aria-current="step"{{/Steps_IsCurrent_yes}}><span class="n">{{Steps_Number}}</span><svg class="i" aria-hidden="true"><use href="/static/icons.svg#{{Steps_Icon}}"/></svg><span><b>{{Steps_Name}}</b><span class="meta">{{Steps_TypeName}}{{#Steps_IsParallel_yes}}, in parallel{{/Steps_IsParallel_yes}}{{#Steps_IsDisabled_yes}}, disabled{{/Steps_IsDisabled_yes}}</span></span></a></li>{{/Steps}}
{{#Step_IsNew_yes}}<li><a href="{{Form_Path}}" aria-current="step"><span class="n">{{Step_Number}}</span><svg class="i" aria-hidden="true"><use href="/static/icons.svg#{{Step_Icon}}"/></svg><span><b>New step</b><span class="meta">{{Step_TypeName}}</span></span></a></li>{{/Step_IsNew_yes}}
</ol><a class="button quiet cta" href="{{Project_Web}}/deployments/process/add"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#plus"/></svg>Add step</a></nav>
<div class="form">
<div class="fields"><div class="grid2">
<div class="field"><label for="{{Step_At}}/Name">Step name<span class="req">required</span></label><input class="input" id="{{Step_At}}/Name" name="{{Step_At}}/Name" value="{{Step_Name}}" maxlength="200" required dir="auto"{{#Step_IsNew_yes}} autofocus{{/Step_IsNew_yes}}{{#Fault_Name_any}} aria-invalid="true" aria-describedby="fault-name"{{/Fault_Name_any}}>{{#Fault_Name_any}}<p class="fault" id="fault-name"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Name}}</p>{{/Fault_Name_any}}</div>
<div class="field"><span class="lab">State</span><input type="hidden" name=".enabled" value="false"><label class="check"><input type="checkbox" name=".enabled" value="true"{{#Step_IsDisabled_no}} checked{{/Step_IsDisabled_no}}>Enabled</label></div>
</div></div>
<details class="sect" open{{#Fault_Properties_Octopus_Action_TargetRoles_any}} data-fault{{/Fault_Properties_Octopus_Action_TargetRoles_any}}><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Execution plan</span><span class="v" data-set>{{#Step_Plan_is_targets}}Deployment targets{{#Step_Roles_any}} in role {{#Step_Roles}}<b>{{Step_Roles_Item}}</b>{{#Step_Roles_separator}}, {{/Step_Roles_separator}}{{/Step_Roles}}{{/Step_Roles_any}}{{/Step_Plan_is_targets}}{{#Step_Plan_is_server}}The server{{/Step_Plan_is_server}}{{#Step_Plan_is_behalf}}The server on behalf of {{#Step_Roles}}<b>{{Step_Roles_Item}}</b>{{#Step_Roles_separator}}, {{/Step_Roles_separator}}{{/Step_Roles}}{{/Step_Plan_is_behalf}}</span></summary>
<div class="body"><div class="grid2">
<fieldset class="radios"><legend>This step runs on</legend>
<label><input type="radio" name=".plan" value="targets"{{#Step_Plan_is_targets}} checked{{/Step_Plan_is_targets}}><span>Deployment targets</span></label>
<label><input type="radio" name=".plan" value="server"{{#Step_Plan_is_server}} checked{{/Step_Plan_is_server}}><span>the server</span></label>
<label><input type="radio" name=".plan" value="behalf"{{#Step_Plan_is_behalf}} checked{{/Step_Plan_is_behalf}}><span>the server on behalf of roles</span></label>
</fieldset>
<div>
<div class="branch field" data-branch="targets behalf" id="{{Step_At}}/Properties/Octopus.Action.TargetRoles"><fieldset><legend>Target roles<span class="req">required</span></legend>
<input type="hidden" name="{{Step_At}}/Properties/Octopus.Action.TargetRoles/," value="">
{{#RoleOptions_any}}<div class="checks">{{#RoleOptions}}<label><input type="checkbox" name="{{Step_At}}/Properties/Octopus.Action.TargetRoles/," value="{{RoleOptions_Value}}"{{#RoleOptions_IsChosen_yes}} checked{{/RoleOptions_IsChosen_yes}}>{{RoleOptions_Label}}</label>{{/RoleOptions}}</div>{{/RoleOptions_any}}
<label class="vh" for="new-role">Add a role</label><input class="input" id="new-role" name="{{Step_At}}/Properties/Octopus.Action.TargetRoles/," placeholder="{{#RoleOptions_any}}Add a role{{/RoleOptions_any}}{{#RoleOptions_none}}Name a role, such as web-server{{/RoleOptions_none}}" autocomplete="off"></fieldset>
{{#Fault_Properties_Octopus_Action_TargetRoles_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Properties_Octopus_Action_TargetRoles}}</p>{{/Fault_Properties_Octopus_Action_TargetRoles_any}}
{{#Step_TargetCount_any}}<p class="meta">{{Step_TargetCount}} {{#Step_IsOneTarget_yes}}target has{{/Step_IsOneTarget_yes}}{{#Step_IsOneTarget_no}}targets have{{/Step_IsOneTarget_no}} these roles.</p>{{/Step_TargetCount_any}}
{{#Step_LacksTargets_yes}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg>No deployment target has these roles yet.</p>{{/Step_LacksTargets_yes}}
</div>
{{#PoolOptions_any}}<div class="branch field" data-branch="server behalf"><label for="pool">Worker pool</label><select class="input" id="pool" name="{{Step_At}}/Actions/0/WorkerPoolId"><option value="">Default pool</option>{{#PoolOptions}}<option value="{{PoolOptions_Value}}"{{#PoolOptions_IsChosen_yes}} selected{{/PoolOptions_IsChosen_yes}}>{{PoolOptions_Label}}</option>{{/PoolOptions}}</select><p class="meta">An empty default pool means the server itself.</p></div>{{/PoolOptions_any}}
</div></div></div></details>
{{#Step_IsScript_yes}}
<details class="sect"><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Script source</span><span class="v">The script is defined below</span></summary>
<div class="body"><fieldset class="radios"><legend class="vh">Script source</legend><label><input type="radio" name="{{Step_At}}/Actions/0/Properties/Octopus.Action.Script.ScriptSource" value="Inline" checked><span>The script is defined below</span></label></fieldset></div></details>
<details class="sect" open{{#Fault_Actions_0_Properties_Octopus_Action_Script_ScriptBody_any}} data-fault{{/Fault_Actions_0_Properties_Octopus_Action_Script_ScriptBody_any}}><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Script content</span><span class="v"{{#Step_Lines_any}} data-set{{/Step_Lines_any}}>{{Step_Syntax}}{{#Step_Lines_any}}, {{Step_Lines}} lines{{/Step_Lines_any}}{{#Step_Lines_none}}, empty{{/Step_Lines_none}}</span></summary>
<div class="body">
<div class="seg" role="radiogroup" aria-label="Syntax">
<label><input type="radio" name="{{Step_At}}/Actions/0/Properties/Octopus.Action.Script.Syntax" value="Bash"{{#Step_Syntax_is_Bash}} checked{{/Step_Syntax_is_Bash}}><span>Bash</span></label>
<label><input type="radio" name="{{Step_At}}/Actions/0/Properties/Octopus.Action.Script.Syntax" value="PowerShell"{{#Step_Syntax_is_PowerShell}} checked{{/Step_Syntax_is_PowerShell}}><span>PowerShell</span></label>
<label><input type="radio" name="{{Step_At}}/Actions/0/Properties/Octopus.Action.Script.Syntax" value="Python"{{#Step_Syntax_is_Python}} checked{{/Step_Syntax_is_Python}}><span>Python</span></label>
</div>
<div class="editor" data-module="editor"><textarea id="{{Step_At}}/Actions/0/Properties/Octopus.Action.Script.ScriptBody" name="{{Step_At}}/Actions/0/Properties/Octopus.Action.Script.ScriptBody" rows="12" aria-label="Script content" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off">
{{Step_Body:pre_escape}}</textarea></div>
{{#Fault_Actions_0_Properties_Octopus_Action_Script_ScriptBody_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Actions_0_Properties_Octopus_Action_Script_ScriptBody}}</p>{{/Fault_Actions_0_Properties_Octopus_Action_Script_ScriptBody_any}}
<p class="meta help" data-editor-help hidden><kbd>Tab</kbd> indents, <kbd>Esc</kbd> <kbd>Tab</kbd> leaves the editor</p>
</div></details>
{{/Step_IsScript_yes}}
<details class="sect"{{#Step_Envs_is_only}} open{{/Step_Envs_is_only}}{{#Step_Envs_is_skip}} open{{/Step_Envs_is_skip}}><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Environments</span>{{#Step_Envs_is_any}}<span class="v">Run for any applicable environment</span>{{/Step_Envs_is_any}}{{#Step_Envs_is_only}}<span class="v" data-set>Only {{#Step_Only}}<b>{{Step_Only_Item}}</b>{{#Step_Only_separator}}, {{/Step_Only_separator}}{{/Step_Only}}</span>{{/Step_Envs_is_only}}{{#Step_Envs_is_skip}}<span class="v" data-set>Skip {{#Step_Skipped}}<b>{{Step_Skipped_Item}}</b>{{#Step_Skipped_separator}}, {{/Step_Skipped_separator}}{{/Step_Skipped}}</span>{{/Step_Envs_is_skip}}</summary>
<div class="body"><div class="grid2">
<fieldset class="radios"><legend class="vh">Environments</legend>
<label><input type="radio" name=".envs" value="any"{{#Step_Envs_is_any}} checked{{/Step_Envs_is_any}}><span>Run for any applicable environment (default)</span></label>
<label><input type="radio" name=".envs" value="only"{{#Step_Envs_is_only}} checked{{/Step_Envs_is_only}}><span>Run only for specific environments</span></label>
<label><input type="radio" name=".envs" value="skip"{{#Step_Envs_is_skip}} checked{{/Step_Envs_is_skip}}><span>Skip specific environments</span></label></fieldset>
<div>
<fieldset class="branch" data-branch="only"><legend>Only for</legend><input type="hidden" name="{{Step_At}}/Actions/0/Environments/-" value=""><div class="checks">{{#OnlyOptions}}<label><input type="checkbox" name="{{Step_At}}/Actions/0/Environments/-" value="{{OnlyOptions_Value}}"{{#OnlyOptions_IsChosen_yes}} checked{{/OnlyOptions_IsChosen_yes}}>{{OnlyOptions_Label}}</label>{{/OnlyOptions}}</div>{{#OnlyOptions_none}}<p class="meta">There are no environments yet.</p>{{/OnlyOptions_none}}</fieldset>
<fieldset class="branch" data-branch="skip"><legend>Skip</legend><input type="hidden" name="{{Step_At}}/Actions/0/ExcludedEnvironments/-" value=""><div class="checks">{{#SkipOptions}}<label><input type="checkbox" name="{{Step_At}}/Actions/0/ExcludedEnvironments/-" value="{{SkipOptions_Value}}"{{#SkipOptions_IsChosen_yes}} checked{{/SkipOptions_IsChosen_yes}}>{{SkipOptions_Label}}</label>{{/SkipOptions}}</div>{{#SkipOptions_none}}<p class="meta">There are no environments yet.</p>{{/SkipOptions_none}}</fieldset>
</div></div></div></details>
<details class="sect"{{#Step_ChannelChoice_is_only}} open{{/Step_ChannelChoice_is_only}}><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Channels</span>{{#Step_ChannelChoice_is_any}}<span class="v">Any channel</span>{{/Step_ChannelChoice_is_any}}{{#Step_ChannelChoice_is_only}}<span class="v" data-set>Only {{#Step_ChannelNames}}<b>{{Step_ChannelNames_Item}}</b>{{#Step_ChannelNames_separator}}, {{/Step_ChannelNames_separator}}{{/Step_ChannelNames}}</span>{{/Step_ChannelChoice_is_only}}</summary>
<div class="body"><div class="grid2"><fieldset class="radios"><legend class="vh">Channels</legend>
<label><input type="radio" name=".channels" value="any"{{#Step_ChannelChoice_is_any}} checked{{/Step_ChannelChoice_is_any}}><span>Run for releases of any channel (default)</span></label>
<label><input type="radio" name=".channels" value="only"{{#Step_ChannelChoice_is_only}} checked{{/Step_ChannelChoice_is_only}}><span>Run only for specific channels</span></label></fieldset>
<fieldset class="branch" data-branch="channels"><legend>Only for</legend><input type="hidden" name="{{Step_At}}/Actions/0/Channels/-" value=""><div class="checks">{{#ChannelOptions}}<label><input type="checkbox" name="{{Step_At}}/Actions/0/Channels/-" value="{{ChannelOptions_Value}}"{{#ChannelOptions_IsChosen_yes}} checked{{/ChannelOptions_IsChosen_yes}}>{{ChannelOptions_Label}}</label>{{/ChannelOptions}}</div></fieldset>
</div></div></details>
<details class="sect"><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Run condition</span>{{#Step_Condition_is_Success}}<span class="v">Success: only if all earlier steps succeeded</span>{{/Step_Condition_is_Success}}{{#Step_Condition_is_Failure}}<span class="v" data-set>Failure: only if an earlier step failed</span>{{/Step_Condition_is_Failure}}{{#Step_Condition_is_Always}}<span class="v" data-set>Always</span>{{/Step_Condition_is_Always}}{{#Step_Condition_is_Variable}}<span class="v" data-set>By an expression</span>{{/Step_Condition_is_Variable}}</summary>
<div class="body"><fieldset class="radios"><legend class="vh">Run condition</legend>
<label><input type="radio" name="{{Step_At}}/Condition" value="Success"{{#Step_Condition_is_Success}} checked{{/Step_Condition_is_Success}}><span>Success: only run when all earlier steps succeeded (default)</span></label>
<label><input type="radio" name="{{Step_At}}/Condition" value="Failure"{{#Step_Condition_is_Failure}} checked{{/Step_Condition_is_Failure}}><span>Failure: only run when an earlier step failed</span></label>
<label><input type="radio" name="{{Step_At}}/Condition" value="Always"{{#Step_Condition_is_Always}} checked{{/Step_Condition_is_Always}}><span>Always run</span></label>
{{#Step_Condition_is_Variable}}<label><input type="radio" name="{{Step_At}}/Condition" value="Variable" checked><span>By the expression of the process text</span></label>{{/Step_Condition_is_Variable}}
</fieldset></div></details>
{{#Step_IsFirst_no}}<details class="sect"><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Start trigger</span>{{#Step_StartTrigger_is_StartAfterPrevious}}<span class="v">After the previous step</span>{{/Step_StartTrigger_is_StartAfterPrevious}}{{#Step_StartTrigger_is_StartWithPrevious}}<span class="v" data-set>With the previous step, in parallel</span>{{/Step_StartTrigger_is_StartWithPrevious}}</summary>
<div class="body"><fieldset class="radios"><legend class="vh">Start trigger</legend>
<label><input type="radio" name="{{Step_At}}/StartTrigger" value="StartAfterPrevious"{{#Step_StartTrigger_is_StartAfterPrevious}} checked{{/Step_StartTrigger_is_StartAfterPrevious}}><span>Wait for all earlier steps, then start (default)</span></label>
<label><input type="radio" name="{{Step_At}}/StartTrigger" value="StartWithPrevious"{{#Step_StartTrigger_is_StartWithPrevious}} checked{{/Step_StartTrigger_is_StartWithPrevious}}><span>Run in parallel with the previous step</span></label></fieldset></div></details>{{/Step_IsFirst_no}}
<details class="sect"><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Required</span>{{#Step_IsRequired_no}}<span class="v">No, may be skipped at deployment time</span>{{/Step_IsRequired_no}}{{#Step_IsRequired_yes}}<span class="v" data-set>Yes, cannot be skipped</span>{{/Step_IsRequired_yes}}</summary>
<div class="body"><input type="hidden" name="{{Step_At}}/Actions/0/IsRequired" value="false"><label class="check"><input type="checkbox" name="{{Step_At}}/Actions/0/IsRequired" value="true"{{#Step_IsRequired_yes}} checked{{/Step_IsRequired_yes}}>This step cannot be skipped when a release is deployed</label></div></details>
<details class="sect"><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Notes</span><span class="v"{{#Step_Notes_any}} data-set{{/Step_Notes_any}}>{{#Step_Notes_any}}{{Step_Notes}}{{/Step_Notes_any}}{{#Step_Notes_none}}None{{/Step_Notes_none}}</span></summary>
<div class="body"><label class="vh" for="notes">Notes</label><textarea class="input" id="notes" name="{{Step_At}}/Actions/0/Notes" rows="3" dir="auto">
{{Step_Notes:pre_escape}}</textarea></div></details>
</div></div>
</form>
