{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Project_Web}}/deployments/releases">Releases</a><span aria-hidden="true">/</span><a href="{{Release_Web}}">{{Release_Version}}</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Edit release</h1></div>
<form class="form" method="post" data-module="form"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}">
<div class="fields">
<div class="field"><label for="/Version">Version<span class="req">required</span></label><input class="input" id="/Version" name="/Version" value="{{Release_Version}}" maxlength="200" required spellcheck="false"{{#Fault_Version_any}} aria-invalid="true" aria-describedby="fault-version"{{/Fault_Version_any}}>{{#Fault_Version_any}}<p class="fault" id="fault-version"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Version}}</p>{{/Fault_Version_any}}</div>
<div class="field"><label for="/ReleaseNotes">Release notes</label><textarea class="input" id="/ReleaseNotes" name="/ReleaseNotes" rows="10" dir="auto">
{{Release_ReleaseNotes:pre_escape}}</textarea><p class="meta">Markdown.</p></div></div>
<div class="buttons"><button class="button primary cta">Save</button><a class="button quiet" href="{{Release_Web}}">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form></div>
