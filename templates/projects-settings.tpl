{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<div class="page-head"><h1>Settings</h1></div>
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}">
<div class="fields">
<div class="grid2">
<div class="field"><label for="/Name">Name<span class="req">required</span></label><input class="input" id="/Name" name="/Name" value="{{Edited_Name}}" maxlength="200" required dir="auto"{{#Fault_Name_any}} aria-invalid="true" aria-describedby="fault-name"{{/Fault_Name_any}}>{{#Fault_Name_any}}<p class="fault" id="fault-name"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Name}}</p>{{/Fault_Name_any}}</div>
<div class="field"><label for="/Slug">Address</label><input class="input mono" id="/Slug" name="/Slug" value="{{Edited_Slug}}" maxlength="200" spellcheck="false"{{#Fault_Slug_any}} aria-invalid="true" aria-describedby="fault-slug"{{/Fault_Slug_any}}>{{#Fault_Slug_any}}<p class="fault" id="fault-slug"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Slug}}</p>{{/Fault_Slug_any}}<p class="meta">Part of the project's URLs.</p></div>
</div>
<div class="field"><label for="/Description">Description</label><textarea class="input" id="/Description" name="/Description" rows="3" dir="auto">
{{Edited_Description:pre_escape}}</textarea><p class="meta">Markdown.</p></div>
<div class="grid2">
<div class="field"><label for="/ProjectGroupId">Project group</label><select class="input" id="/ProjectGroupId" name="/ProjectGroupId">{{#GroupOptions}}<option value="{{GroupOptions_Value}}"{{#GroupOptions_IsChosen_yes}} selected{{/GroupOptions_IsChosen_yes}}>{{GroupOptions_Label}}</option>{{/GroupOptions}}</select></div>
<div class="field"><label for="/LifecycleId">Lifecycle</label><select class="input" id="/LifecycleId" name="/LifecycleId">{{#LifecycleOptions}}<option value="{{LifecycleOptions_Value}}"{{#LifecycleOptions_IsChosen_yes}} selected{{/LifecycleOptions_IsChosen_yes}}>{{LifecycleOptions_Label}}</option>{{/LifecycleOptions}}</select></div>
</div></div>
<div class="fields">
<div class="field"><label for="/VersioningStrategy/Template">Release version template</label><input class="input mono" id="/VersioningStrategy/Template" name="/VersioningStrategy/Template" value="{{Edited_VersioningStrategy_Template}}" spellcheck="false"><p class="meta">Proposes the version of the next release.</p></div>
<div class="grid2">
<div class="field"><label for="/DefaultGuidedFailureMode">Ask a person when a step fails</label><select class="input" id="/DefaultGuidedFailureMode" name="/DefaultGuidedFailureMode">{{#GuidedOptions}}<option value="{{GuidedOptions_Value}}"{{#GuidedOptions_IsChosen_yes}} selected{{/GuidedOptions_IsChosen_yes}}>{{GuidedOptions_Label}}</option>{{/GuidedOptions}}</select></div>
<div class="field"><label for="/TenantedDeploymentMode">Tenants</label><select class="input" id="/TenantedDeploymentMode" name="/TenantedDeploymentMode">{{#TenantedOptions}}<option value="{{TenantedOptions_Value}}"{{#TenantedOptions_IsChosen_yes}} selected{{/TenantedOptions_IsChosen_yes}}>{{TenantedOptions_Label}}</option>{{/TenantedOptions}}</select></div>
</div>
<input type="hidden" name="/DefaultToSkipIfAlreadyInstalled" value="false"><label class="check"><input type="checkbox" name="/DefaultToSkipIfAlreadyInstalled" value="true"{{#Edited_DefaultToSkipIfAlreadyInstalled_yes}} checked{{/Edited_DefaultToSkipIfAlreadyInstalled_yes}}>Skip packages that are installed already</label>
</div>
<div class="fields"><h2>Deployment targets</h2>
<div class="grid2">
<div class="field"><label for="/ProjectConnectivityPolicy/SkipMachineBehavior">When a target is unavailable</label><select class="input" id="/ProjectConnectivityPolicy/SkipMachineBehavior" name="/ProjectConnectivityPolicy/SkipMachineBehavior">{{#MissingOptions}}<option value="{{MissingOptions_Value}}"{{#MissingOptions_IsChosen_yes}} selected{{/MissingOptions_IsChosen_yes}}>{{MissingOptions_Label}}</option>{{/MissingOptions}}</select><p class="meta">Left out targets are named in the preview and in the log.</p></div>
<fieldset class="field"><legend>It may be left out if it has one of the roles</legend><input type="hidden" name="/ProjectConnectivityPolicy/TargetRoles/-" value=""><div class="checks">{{#RoleOptions}}<label><input type="checkbox" name="/ProjectConnectivityPolicy/TargetRoles/-" value="{{RoleOptions_Value}}"{{#RoleOptions_IsChosen_yes}} checked{{/RoleOptions_IsChosen_yes}}>{{RoleOptions_Label}}</label>{{/RoleOptions}}</div><p class="meta">{{#RoleOptions_any}}None chosen: whatever its roles.{{/RoleOptions_any}}{{#RoleOptions_none}}No target has a role yet: any target may.{{/RoleOptions_none}}</p></fieldset>
</div>
<input type="hidden" name="/ProjectConnectivityPolicy/ExcludeUnhealthyTargets" value="false"><label class="check"><input type="checkbox" name="/ProjectConnectivityPolicy/ExcludeUnhealthyTargets" value="true"{{#Edited_ProjectConnectivityPolicy_ExcludeUnhealthyTargets_yes}} checked{{/Edited_ProjectConnectivityPolicy_ExcludeUnhealthyTargets_yes}}>Leave out unhealthy targets</label>
<input type="hidden" name="/ProjectConnectivityPolicy/AllowDeploymentsToNoTargets" value="false"><label class="check"><input type="checkbox" name="/ProjectConnectivityPolicy/AllowDeploymentsToNoTargets" value="true"{{#Edited_ProjectConnectivityPolicy_AllowDeploymentsToNoTargets_yes}} checked{{/Edited_ProjectConnectivityPolicy_AllowDeploymentsToNoTargets_yes}}>Deploy although no step finds a target</label>
</div>
<div class="buttons"><button class="button primary cta">Save</button><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
<section class="panel" aria-labelledby="logo"><h2 id="logo">Logo</h2>
<form class="pad row" method="post" enctype="multipart/form-data" data-module="upload" data-path="{{Edited_Links_Self}}/logo">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".form" value="logo">
{{#Project_LogoUrl_any}}<img class="tile xl" src="{{Project_LogoUrl}}" alt="Present logo" width="64" height="64">{{/Project_LogoUrl_any}}{{#Project_LogoUrl_none}}<span class="tile xl" data-tone="{{Project_Tone}}" role="img" aria-label="Present logo: the initial">{{Project_Initial}}</span>{{/Project_LogoUrl_none}}
<div class="field"><label for="logo-file">New picture</label><input id="logo-file" type="file" name="fileToUpload" accept="image/png,image/jpeg,image/webp" required><p class="meta">PNG, JPEG or WebP, at most 256 KiB and 1,024 pixels a side.</p></div>
<button class="button push">Upload</button>
</form></section>
<section class="panel" aria-labelledby="danger"><h2 id="danger">Take out of use</h2>
<div class="pad row">
<form method="post" data-module="form"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}">
{{#Edited_IsDisabled_no}}<button class="button" name="/IsDisabled" value="true">Disable</button>{{/Edited_IsDisabled_no}}{{#Edited_IsDisabled_yes}}<button class="button" name="/IsDisabled" value="false">Enable</button>{{/Edited_IsDisabled_yes}}</form>
<span class="meta">A disabled project keeps everything but cannot be deployed.</span>
<a class="button danger push" href="{{Project_Web}}/settings/delete">Delete project…</a>
</div></section>
</div>
