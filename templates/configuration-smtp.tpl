{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<nav class="crumbs" aria-label="Breadcrumb"><a href="/app/configuration">Configuration</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>SMTP</h1>{{#Edited_SmtpHost_any}}<span class="chip">Mail can be sent</span>{{/Edited_SmtpHost_any}}{{#Edited_SmtpHost_none}}<span class="chip" data-state="warning">No mail server yet</span>{{/Edited_SmtpHost_none}}</div>
<form class="form" method="post" data-module="form" autocomplete="off">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name=".key" value="{{Form_Key}}">
<div class="fields">
<div class="grid2">
<div class="field"><label for="/SmtpHost">Mail server</label><input class="input mono" id="/SmtpHost" name="/SmtpHost" value="{{Edited_SmtpHost}}" maxlength="253" spellcheck="false" placeholder="smtp.example.org">{{#Fault_SmtpHost_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_SmtpHost}}</p>{{/Fault_SmtpHost_any}}</div>
<div class="field"><label for="/SmtpPort">Port</label><input class="input short" id="/SmtpPort" name="/SmtpPort" type="number" min="1" max="65535" value="{{Edited_SmtpPort}}"><p class="meta">Usually 25, 587 or 465.</p>{{#Fault_SmtpPort_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_SmtpPort}}</p>{{/Fault_SmtpPort_any}}</div>
</div>
<input type="hidden" name="/EnableSsl" value="false"><label class="check"><input type="checkbox" name="/EnableSsl" value="true"{{#Edited_EnableSsl_yes}} checked{{/Edited_EnableSsl_yes}}>Only encrypted (TLS on port 465, else STARTTLS)</label>
<div class="field"><label for="/SendEmailFrom">Sender</label><input class="input" id="/SendEmailFrom" name="/SendEmailFrom" value="{{Edited_SendEmailFrom}}" maxlength="254" placeholder="Slipway &lt;slipway@example.org&gt;">{{#Fault_SendEmailFrom_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_SendEmailFrom}}</p>{{/Fault_SendEmailFrom_any}}</div>
<div class="grid2">
<div class="field"><label for="/SmtpLogin">User</label><input class="input" id="/SmtpLogin" name="/SmtpLogin" value="{{Edited_SmtpLogin}}" maxlength="200" spellcheck="false" autocomplete="off"><p class="meta">Leave it blank to send without a login.</p></div>
<div class="field"><label for="/SmtpPassword/NewValue">Password</label><input class="input" id="/SmtpPassword/NewValue" name="/SmtpPassword/NewValue" type="password" autocomplete="new-password">{{#Edited_SmtpPassword_HasValue_yes}}<p class="meta">A value is stored. Leave this blank to keep it.</p>{{/Edited_SmtpPassword_HasValue_yes}}{{#Fault_SmtpPassword_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_SmtpPassword}}</p>{{/Fault_SmtpPassword_any}}</div>
</div>
<div class="field"><label for="/Timeout">Time to wait for an answer, in milliseconds</label><input class="input short" id="/Timeout" name="/Timeout" type="number" min="1000" max="600000" value="{{Edited_Timeout}}">{{#Fault_Timeout_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Timeout}}</p>{{/Fault_Timeout_any}}</div>
</div>
<div class="buttons"><button class="button primary cta">Save</button><a class="button quiet" href="/app/configuration">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
<section class="panel" aria-labelledby="test"><h2 id="test">Test mail</h2>
<form class="pad row" method="post" data-module="form"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".form" value="test">
<label class="vh" for="/To">Recipient</label><input class="input" id="/To" name="/To" type="email" required maxlength="254" placeholder="you@example.org" value="{{TestMail_To}}"><button class="button push">Send test mail</button></form>
{{#Fault_To_any}}<p class="fault pad"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_To}}</p>{{/Fault_To_any}}
<p class="meta pad">The runner sends it with the settings that are saved.</p></section>
</div>
