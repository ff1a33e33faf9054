{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Shell_SpaceWeb}}/projects">Projects</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Add project</h1></div>
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}">
<div class="fields">
<div class="field"><label for="/Name">Name<span class="req">required</span></label><input class="input" id="/Name" name="/Name" value="{{New_Name}}" maxlength="200" required autofocus dir="auto"{{#Fault_Name_any}} aria-invalid="true" aria-describedby="fault-name"{{/Fault_Name_any}}>
{{#Fault_Name_any}}<p class="fault" id="fault-name"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Name}}</p>{{/Fault_Name_any}}</div>
<div class="field"><label for="/Description">Description</label><textarea class="input" id="/Description" name="/Description" rows="3" dir="auto">
{{New_Description:pre_escape}}</textarea><p class="meta">Markdown. Shown in lists and on the overview.</p></div>
</div>
<details class="sect"><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Group and lifecycle</span><span class="v">{{#GroupOptions}}{{#GroupOptions_IsChosen_yes}}{{GroupOptions_Label}}{{/GroupOptions_IsChosen_yes}}{{/GroupOptions}}, {{#LifecycleOptions}}{{#LifecycleOptions_IsChosen_yes}}{{LifecycleOptions_Label}}{{/LifecycleOptions_IsChosen_yes}}{{/LifecycleOptions}}</span></summary>
<div class="body"><div class="grid2">
<div class="field"><label for="/ProjectGroupId">Project group</label><select class="input" id="/ProjectGroupId" name="/ProjectGroupId">{{#GroupOptions}}<option value="{{GroupOptions_Value}}"{{#GroupOptions_IsChosen_yes}} selected{{/GroupOptions_IsChosen_yes}}>{{GroupOptions_Label}}</option>{{/GroupOptions}}</select></div>
<div class="field"><label for="/LifecycleId">Lifecycle</label><select class="input" id="/LifecycleId" name="/LifecycleId">{{#LifecycleOptions}}<option value="{{LifecycleOptions_Value}}"{{#LifecycleOptions_IsChosen_yes}} selected{{/LifecycleOptions_IsChosen_yes}}>{{LifecycleOptions_Label}}</option>{{/LifecycleOptions}}</select><p class="meta">Through which environments a release goes, in which order.</p></div>
</div></div></details>
<div class="buttons"><button class="button primary cta">Save</button><a class="button quiet" href="{{Shell_SpaceWeb}}/projects">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
</div>
