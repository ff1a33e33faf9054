{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Project_Web}}/deployments/releases">Releases</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Create release</h1></div>
{{#New_HasSteps_no}}<div class="banner" data-state="warning"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg><span>The process has no steps yet: a deployment of this release would do nothing. <a class="link" href="{{Project_Web}}/deployments/process">Define the process</a></span></div>{{/New_HasSteps_no}}
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name="/ProjectId" value="{{Project_Id}}">
<div class="fields"><div class="grid2">
<div class="field"><label for="/Version">Version<span class="req">required</span></label><input class="input" id="/Version" name="/Version" value="{{New_Version}}" maxlength="200" required spellcheck="false"{{#Fault_Version_any}} aria-invalid="true" aria-describedby="fault-version"{{/Fault_Version_any}}>{{#Fault_Version_any}}<p class="fault" id="fault-version"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Version}}</p>{{/Fault_Version_any}}<p class="meta">{{#Template_LastReleaseVersion_any}}The last one was {{Template_LastReleaseVersion}}. {{/Template_LastReleaseVersion_any}}Proposed by the rule in the settings.</p></div>
{{#New_HasChannels_yes}}<div class="field"><label for="/ChannelId">Channel</label><select class="input" id="/ChannelId" name="/ChannelId">{{#ChannelOptions}}<option value="{{ChannelOptions_Value}}"{{#ChannelOptions_IsChosen_yes}} selected{{/ChannelOptions_IsChosen_yes}}>{{ChannelOptions_Label}}</option>{{/ChannelOptions}}</select></div>{{/New_HasChannels_yes}}
{{#New_HasChannels_no}}<input type="hidden" name="/ChannelId" value="{{New_ChannelId}}">{{/New_HasChannels_no}}
</div>
{{#Packages}}<div class="field"><label for="{{Packages_Input}}">{{Packages_Step}}: version of {{Packages_Name}}</label>{{#Packages_Options_any}}<select class="input" id="{{Packages_Input}}" name="{{Packages_Input}}">{{#Packages_Options}}<option value="{{Packages_Options_Value}}"{{#Packages_Options_IsChosen_yes}} selected{{/Packages_Options_IsChosen_yes}}>{{Packages_Options_Value}}</option>{{/Packages_Options}}</select>{{/Packages_Options_any}}{{#Packages_Options_none}}<input class="input" id="{{Packages_Input}}" name="{{Packages_Input}}" value="{{Packages_Version}}" spellcheck="false" autocomplete="off">{{/Packages_Options_none}}{{#Packages_Last_any}}<p class="meta">The last release took {{Packages_Last}}.</p>{{/Packages_Last_any}}</div>{{/Packages}}
{{#Fault_SelectedPackages_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_SelectedPackages}}</p>{{/Fault_SelectedPackages_any}}
<div class="field"><label for="/ReleaseNotes">Release notes</label><textarea class="input" id="/ReleaseNotes" name="/ReleaseNotes" rows="6" dir="auto">
{{New_ReleaseNotes:pre_escape}}</textarea><p class="meta">Markdown.</p></div>
</div>
<div class="buttons"><button class="button primary cta">Save</button><a class="button quiet" href="{{Project_Web}}/deployments/releases">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form></div>
