{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Shell_SpaceWeb}}/infrastructure">Infrastructure</a><span aria-hidden="true">/</span><a href="{{Shell_SpaceWeb}}/infrastructure/environments">Environments</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>{{#Edited_Id_any}}{{Edited_Name}}{{/Edited_Id_any}}{{#Edited_Id_none}}Add environment{{/Edited_Id_none}}</h1></div>
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name=".key" value="{{Form_Key}}">
<div class="fields">
<div class="field"><label for="/Name">Name<span class="req">required</span></label><input class="input" id="/Name" name="/Name" value="{{Edited_Name}}" maxlength="200" required dir="auto"{{#Fault_Name_any}} aria-invalid="true" aria-describedby="fault-name"{{/Fault_Name_any}}>{{#Fault_Name_any}}<p class="fault" id="fault-name"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Name}}</p>{{/Fault_Name_any}}</div>
<div class="field"><label for="/Description">Description</label><textarea class="input" id="/Description" name="/Description" rows="3" dir="auto">
{{Edited_Description:pre_escape}}</textarea></div>
<input type="hidden" name="/UseGuidedFailure" value="false"><label class="check"><input type="checkbox" name="/UseGuidedFailure" value="true"{{#Edited_UseGuidedFailure_yes}} checked{{/Edited_UseGuidedFailure_yes}}>Ask a person what to do when a step fails here (guided failure)</label>
<input type="hidden" name="/AllowDynamicInfrastructure" value="false"><label class="check"><input type="checkbox" name="/AllowDynamicInfrastructure" value="true"{{#Edited_AllowDynamicInfrastructure_yes}} checked{{/Edited_AllowDynamicInfrastructure_yes}}>Deployments may create and delete targets here</label>
</div>
<div class="buttons"><button class="button primary cta">Save</button><a class="button quiet" href="{{Shell_SpaceWeb}}/infrastructure/environments">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
{{#Edited_Id_any}}<section class="panel" aria-labelledby="danger"><h2 id="danger">Delete</h2>
<form class="pad row" method="post" data-module="form"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".form" value="delete"><span class="meta">Lifecycles, targets and steps that name it must let go of it first. Its history of deployments keeps it.</span><button class="button danger push">Delete environment</button></form></section>{{/Edited_Id_any}}
</div>
