{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<nav class="crumbs" aria-label="Breadcrumb"><a href="/app/configuration">Configuration</a><span aria-hidden="true">/</span><a href="/app/configuration/users">Users</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1 dir="auto">{{#Edited_Id_any}}{{Edited_Username}}{{/Edited_Id_any}}{{#Edited_Id_none}}Add user{{/Edited_Id_none}}</h1></div>
<form class="form" method="post" data-module="form" autocomplete="off">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name=".key" value="{{Form_Key}}">
<div class="fields">
<div class="field"><label for="/Username">User name<span class="req">required</span></label><input class="input" id="/Username" name="/Username" value="{{Edited_Username}}" maxlength="200" required autocomplete="off" spellcheck="false">{{#Fault_Username_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Username}}</p>{{/Fault_Username_any}}</div>
<div class="field"><label for="/DisplayName">Display name<span class="req">required</span></label><input class="input" id="/DisplayName" name="/DisplayName" value="{{Edited_DisplayName}}" maxlength="200" required dir="auto">{{#Fault_DisplayName_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_DisplayName}}</p>{{/Fault_DisplayName_any}}</div>
<div class="field"><label for="/EmailAddress">E-mail address</label><input class="input" id="/EmailAddress" name="/EmailAddress" type="email" value="{{Edited_EmailAddress}}" maxlength="200">{{#Fault_EmailAddress_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_EmailAddress}}</p>{{/Fault_EmailAddress_any}}</div>
<div class="field"><label for="/Password">Password</label><input class="input" id="/Password" name="/Password" type="password" autocomplete="new-password" maxlength="1024"><p class="meta">{{#Edited_Id_any}}Leave it blank to keep the present one. {{/Edited_Id_any}}At least 8 characters.</p>{{#Fault_Password_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Password}}</p>{{/Fault_Password_any}}</div>
<input type="hidden" name="/IsActive" value="false"><label class="check"><input type="checkbox" name="/IsActive" value="true"{{#Edited_IsActive_yes}} checked{{/Edited_IsActive_yes}}>May log in</label>
</div>
<div class="buttons"><button class="button primary cta">Save</button><a class="button quiet" href="/app/configuration/users">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form></div>
