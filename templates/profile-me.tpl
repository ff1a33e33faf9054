{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<div class="page-head"><h1>Profile</h1></div>
<nav class="tabs" aria-label="Profile"><a href="/app/users/me" aria-current="page">Profile</a><a href="/app/users/me/apikeys">API keys</a><a href="/app/users/me/recordings">Recordings</a></nav>
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}">
<div class="fields"><dl class="facts"><dt>User name</dt><dd>{{Edited_Username}}</dd></dl>
<div class="field"><label for="/DisplayName">Display name<span class="req">required</span></label><input class="input" id="/DisplayName" name="/DisplayName" value="{{Edited_DisplayName}}" maxlength="200" required dir="auto">{{#Fault_DisplayName_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_DisplayName}}</p>{{/Fault_DisplayName_any}}</div>
<div class="field"><label for="/EmailAddress">E-mail address</label><input class="input" id="/EmailAddress" name="/EmailAddress" type="email" value="{{Edited_EmailAddress}}" maxlength="200">{{#Fault_EmailAddress_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_EmailAddress}}</p>{{/Fault_EmailAddress_any}}</div>
<div class="field"><label for="/Password">New password</label><input class="input" id="/Password" name="/Password" type="password" autocomplete="new-password" maxlength="1024"><p class="meta">{{#Edited_Id_any}}Leave it blank to keep the present one. {{/Edited_Id_any}}At least 8 characters.</p>{{#Fault_Password_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Password}}</p>{{/Fault_Password_any}}</div>
</div>
<div class="buttons"><button class="button primary cta">Save</button><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
<section class="stack" data-module="keys" hidden aria-labelledby="keys"><h2 id="keys">Keyboard</h2>
<label class="check"><input type="checkbox">Single keys are shortcuts</label><p class="meta">In this browser: <kbd>g</kbd> <kbd>p</kbd> opens the projects, <kbd>?</kbd> lists the others. <kbd>Ctrl</kbd> <kbd>K</kbd> works always.</p></section>
</div>
