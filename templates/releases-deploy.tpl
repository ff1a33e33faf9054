{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Project_Web}}/deployments/releases">Releases</a><span aria-hidden="true">/</span><a href="{{Deploy_Web}}">{{Release_Version}}</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Deploy {{Release_Version}}{{#Preview_EnvironmentName_any}} to {{Preview_EnvironmentName}}{{/Preview_EnvironmentName_any}}</h1></div>
{{#Deploy_CanDeploy_no}}<div class="panel empty"><p>There is no environment to which this release may be deployed.</p>{{#Template_Refused}}<p class="meta">{{Template_Refused_Name}}: {{Template_Refused_Reason}}</p>{{/Template_Refused}}<a class="button" href="{{Shell_SpaceWeb}}/infrastructure/environments">Environments</a></div>{{/Deploy_CanDeploy_no}}
{{#Deploy_CanDeploy_yes}}
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name="/ReleaseId" value="{{Release_Id}}"><input type="hidden" name="/EnvironmentId" value="{{Deploy_EnvironmentId}}">
<div class="fields"><div class="field"><span class="lab" id="where">Environment</span>
<nav class="choices" aria-labelledby="where">{{#Template_PromoteTo}}<a class="choice" href="{{Template_PromoteTo_Web}}"{{#Template_PromoteTo_IsChosen_yes}} aria-current="true"{{/Template_PromoteTo_IsChosen_yes}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#environment"/></svg>{{Template_PromoteTo_Name}}</a>{{/Template_PromoteTo}}</nav>
{{#Template_Refused}}<p class="meta"><b>{{Template_Refused_Name}}</b>: {{Template_Refused_Reason}}</p>{{/Template_Refused}}</div>
{{#Preview_Problem_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Preview_Problem}}</p>{{/Preview_Problem_any}}
{{#Preview_Refusal_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Preview_Refusal}}</p>{{/Preview_Refusal_any}}
</div>
<details class="sect" open><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Steps</span><span class="v" data-set>{{Preview_StepsToExecute_Count}} to run</span></summary><div class="body">
<input type="hidden" name="/SkipActions/-" value="">
<ol class="plan">{{#Preview_StepsToExecute}}<li><span class="n">{{Preview_StepsToExecute_ActionNumber}}</span><div><b>{{Preview_StepsToExecute_ActionName}}</b>
<span class="meta">{{#Preview_StepsToExecute_IsManual_yes}}waits for a person{{/Preview_StepsToExecute_IsManual_yes}}{{#Preview_StepsToExecute_IsManual_no}}{{#Preview_StepsToExecute_IsOnServer_yes}}on the server{{/Preview_StepsToExecute_IsOnServer_yes}}{{/Preview_StepsToExecute_IsManual_no}}{{#Preview_StepsToExecute_IsOnServer_no}}{{#Preview_StepsToExecute_MachineNames_any}}on {{#Preview_StepsToExecute_MachineNames}}{{Preview_StepsToExecute_MachineNames_Item}}{{#Preview_StepsToExecute_MachineNames_separator}}, {{/Preview_StepsToExecute_MachineNames_separator}}{{/Preview_StepsToExecute_MachineNames}}{{/Preview_StepsToExecute_MachineNames_any}}{{/Preview_StepsToExecute_IsOnServer_no}}{{#Preview_StepsToExecute_ExcludedMachines}} · without {{Preview_StepsToExecute_ExcludedMachines_Name}}{{/Preview_StepsToExecute_ExcludedMachines}}</span>
{{#Preview_StepsToExecute_Reason_any}}<span class="fault" data-state="warning"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg>{{Preview_StepsToExecute_Reason}}</span>{{/Preview_StepsToExecute_Reason_any}}</div>
{{#Preview_StepsToExecute_CanBeSkipped_yes}}<label class="check"><input type="checkbox" name="/SkipActions/-" value="{{Preview_StepsToExecute_ActionId}}"{{#Preview_StepsToExecute_IsSkipped_yes}} checked{{/Preview_StepsToExecute_IsSkipped_yes}}>Skip<span class="vh"> {{Preview_StepsToExecute_ActionName}}</span></label>{{/Preview_StepsToExecute_CanBeSkipped_yes}}{{#Preview_StepsToExecute_CanBeSkipped_no}}<span class="chip">Required</span>{{/Preview_StepsToExecute_CanBeSkipped_no}}</li>{{/Preview_StepsToExecute}}
{{#Preview_StepsLeftOut}}<li data-out><span class="n">{{Preview_StepsLeftOut_Number}}</span><div><b>{{Preview_StepsLeftOut_StepName}}</b><span class="meta">will not run: {{Preview_StepsLeftOut_Reason}}</span></div></li>{{/Preview_StepsLeftOut}}</ol>
{{#Preview_StepsToExecute_none}}<p class="meta">No step would run.</p>{{/Preview_StepsToExecute_none}}
</div></details>
<details class="sect"{{#Deploy_Targets_is_only}} open{{/Deploy_Targets_is_only}}{{#Deploy_Targets_is_except}} open{{/Deploy_Targets_is_except}}><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Targets</span><span class="v">All that the steps name</span></summary><div class="body"><div class="grid2">
<fieldset class="radios"><legend class="vh">Targets</legend>
<label><input type="radio" name=".targets" value="all"{{#Deploy_Targets_is_all}} checked{{/Deploy_Targets_is_all}}>All that the steps name (default)</label>
<label><input type="radio" name=".targets" value="only"{{#Deploy_Targets_is_only}} checked{{/Deploy_Targets_is_only}}>Only some</label>
<label><input type="radio" name=".targets" value="except"{{#Deploy_Targets_is_except}} checked{{/Deploy_Targets_is_except}}>All but some</label></fieldset>
<div><fieldset class="branch" data-branch="t-only"><legend>Only</legend><input type="hidden" name="/SpecificMachineIds/-" value=""><div class="checks">{{#OnlyOptions}}<label><input type="checkbox" name="/SpecificMachineIds/-" value="{{OnlyOptions_Value}}"{{#OnlyOptions_IsChosen_yes}} checked{{/OnlyOptions_IsChosen_yes}}>{{OnlyOptions_Label}}</label>{{/OnlyOptions}}</div></fieldset>
<fieldset class="branch" data-branch="t-except"><legend>All but</legend><input type="hidden" name="/ExcludedMachineIds/-" value=""><div class="checks">{{#ExcludeOptions}}<label><input type="checkbox" name="/ExcludedMachineIds/-" value="{{ExcludeOptions_Value}}"{{#ExcludeOptions_IsChosen_yes}} checked{{/ExcludeOptions_IsChosen_yes}}>{{ExcludeOptions_Label}}</label>{{/ExcludeOptions}}</div></fieldset></div>
</div></div></details>
<details class="sect"{{#Deploy_Guided_is_on}} open{{/Deploy_Guided_is_on}}{{#Deploy_Guided_is_off}} open{{/Deploy_Guided_is_off}}><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Failure mode</span>{{#Deploy_Guided_is_default}}<span class="v">Default: {{#Deploy_GuidedByDefault_yes}}guided{{/Deploy_GuidedByDefault_yes}}{{#Deploy_GuidedByDefault_no}}not guided{{/Deploy_GuidedByDefault_no}}</span>{{/Deploy_Guided_is_default}}{{#Deploy_Guided_is_on}}<span class="v" data-set>Guided failure</span>{{/Deploy_Guided_is_on}}{{#Deploy_Guided_is_off}}<span class="v" data-set>Fail</span>{{/Deploy_Guided_is_off}}</summary><div class="body">
<fieldset class="radios"><legend class="vh">When a step fails</legend>
<label><input type="radio" name=".guided" value="default"{{#Deploy_Guided_is_default}} checked{{/Deploy_Guided_is_default}}><span>As the project and the environment say ({{#Deploy_GuidedByDefault_yes}}guided{{/Deploy_GuidedByDefault_yes}}{{#Deploy_GuidedByDefault_no}}not guided{{/Deploy_GuidedByDefault_no}})</span></label>
<label><input type="radio" name=".guided" value="on"{{#Deploy_Guided_is_on}} checked{{/Deploy_Guided_is_on}}><span>Guided failure: ask a person how to go on</span></label>
<label><input type="radio" name=".guided" value="off"{{#Deploy_Guided_is_off}} checked{{/Deploy_Guided_is_off}}><span>Fail</span></label></fieldset></div></details>
<div class="buttons"><button class="button primary cta">Deploy</button><a class="button quiet" href="{{Deploy_Web}}">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
{{/Deploy_CanDeploy_yes}}
</div>
