{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Lib_Web}}">{{Lib_Title}}</a><span aria-hidden="true">/</span>{{#Lib_IsNew_no}}<a href="{{Lib_Web}}/{{Edited_Id:url_query_escape}}">{{Edited_Name}}</a><span aria-hidden="true">/</span>{{/Lib_IsNew_no}}</nav>
<div class="page-head"><h1>{{#Lib_IsNew_yes}}Add {{Lib_One}}{{/Lib_IsNew_yes}}{{#Lib_IsNew_no}}Settings{{/Lib_IsNew_no}}</h1></div>
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name=".key" value="{{Form_Key}}">
{{#Lib_IsNew_yes}}<input type="hidden" name="/ContentType" value="{{Lib_Kind}}">{{/Lib_IsNew_yes}}
<div class="fields">
<div class="field"><label for="/Name">Name<span class="req">required</span></label><input class="input" id="/Name" name="/Name" value="{{Edited_Name}}" maxlength="200" required dir="auto"{{#Fault_Name_any}} aria-invalid="true"{{/Fault_Name_any}}>{{#Fault_Name_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Name}}</p>{{/Fault_Name_any}}</div>
<div class="field"><label for="/Description">Description</label><textarea class="input" id="/Description" name="/Description" rows="3" dir="auto">
{{Edited_Description:pre_escape}}</textarea></div></div>
<div class="buttons"><button class="button primary cta" data-key="save">Save</button><a class="button quiet" href="{{Lib_Web}}{{#Lib_IsNew_no}}/{{Edited_Id:url_query_escape}}{{/Lib_IsNew_no}}">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
{{#Lib_IsNew_no}}
{{#Usages_any}}<section class="panel" aria-labelledby="usages"><h2 id="usages">Included by</h2><ul class="pad">{{#Usages}}<li dir="auto">{{Usages_ProjectName}}</li>{{/Usages}}</ul></section>{{/Usages_any}}
<section class="panel" aria-labelledby="danger"><h2 id="danger">Delete</h2>
<form class="pad row" method="post" data-module="form"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".form" value="delete"><span class="meta">Projects that include it must let go of it first.</span><button class="button danger push">Delete {{Lib_One}}</button></form></section>{{/Lib_IsNew_no}}
</div>
