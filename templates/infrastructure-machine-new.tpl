{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Shell_SpaceWeb}}/infrastructure">Infrastructure</a><span aria-hidden="true">/</span><a href="{{Shell_SpaceWeb}}/infrastructure/machines">Deployment targets</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Add target</h1></div>
{{#Wizard_Kind_is_choose}}
<div class="cards" data-whole>
<a class="card" href="?kind=Ssh"><span class="top"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#target"/></svg><b>SSH</b></span><span class="meta">A Linux machine that the server reaches over SSH. Scripts run there as the account's user.</span></a>
<a class="card" href="?kind=None"><span class="top"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#environment"/></svg><b>Cloud region</b></span><span class="meta">No machine of its own: steps run on a worker on its behalf, once a region.</span></a>
</div>
{{/Wizard_Kind_is_choose}}
{{#Wizard_Kind_is_Ssh}}
<form class="form" method="get">
<input type="hidden" name="kind" value="Ssh">
<div class="fields"><div class="grid2">
<div class="field"><label for="host">Host<span class="req">required</span></label><input class="input" id="host" name="host" value="{{Found_Host}}" maxlength="200" required spellcheck="false" autocomplete="off"></div>
<div class="field"><label for="port">Port</label><input class="input" id="port" name="port" value="{{Found_Port}}" inputmode="numeric" maxlength="5"></div></div>
{{#Found_Problem_any}}<p class="fault" role="alert"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Found_Problem}}</p>{{/Found_Problem_any}}</div>
<div class="buttons"><button class="button{{#Found_Fingerprint_none}} primary{{/Found_Fingerprint_none}} cta">Discover</button><span class="meta">Asks the host for its key; nothing is stored yet.</span></div>
</form>
{{#Found_Fingerprint_any}}
<div class="banner" data-state="success" role="status"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-success"/></svg><div><b>The host shows the key <code>{{Found_Fingerprint}}</code></b><br>Compare it on the machine itself: <code>ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub</code>. It is pinned with this target; another key is refused from then on.</div></div>
{{/Found_Fingerprint_any}}
{{/Wizard_Kind_is_Ssh}}
{{#Wizard_IsReady_yes}}
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}">
<input type="hidden" name="/Endpoint/CommunicationStyle" value="{{Wizard_Kind}}">
{{#Wizard_Kind_is_Ssh}}<input type="hidden" name="/Endpoint/Host" value="{{Found_Host}}"><input type="hidden" name="/Endpoint/Port" value="{{Found_Port}}"><input type="hidden" name="/Endpoint/Fingerprint" value="{{Found_Fingerprint}}">{{/Wizard_Kind_is_Ssh}}
<div class="fields">
<div class="field"><label for="/Name">Name<span class="req">required</span></label><input class="input" id="/Name" name="/Name" value="{{#Edited_Name_any}}{{Edited_Name}}{{/Edited_Name_any}}{{#Edited_Name_none}}{{Found_Host}}{{/Edited_Name_none}}" maxlength="200" required dir="auto"{{#Fault_Name_any}} aria-invalid="true"{{/Fault_Name_any}}>{{#Fault_Name_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Name}}</p>{{/Fault_Name_any}}</div>
{{#Wizard_Kind_is_Ssh}}<div class="field"><label for="/Endpoint/AccountId">Account<span class="req">required</span></label><select class="input" id="/Endpoint/AccountId" name="/Endpoint/AccountId">{{#AccountOptions}}<option value="{{AccountOptions_Value}}"{{#AccountOptions_IsChosen_yes}} selected{{/AccountOptions_IsChosen_yes}}>{{AccountOptions_Label}}</option>{{/AccountOptions}}</select>{{#AccountOptions_none}}<p class="meta">There is no account yet. <a class="link" href="{{Shell_SpaceWeb}}/infrastructure/accounts/new">Add an account</a></p>{{/AccountOptions_none}}{{#Fault_Endpoint_AccountId_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Endpoint_AccountId}}</p>{{/Fault_Endpoint_AccountId_any}}</div>
{{/Wizard_Kind_is_Ssh}}{{#Wizard_Kind_is_None}}<div class="field"><label for="/Endpoint/DefaultWorkerPoolId">Worker pool</label><select class="input" id="/Endpoint/DefaultWorkerPoolId" name="/Endpoint/DefaultWorkerPoolId"><option value="">Default pool of the space</option>{{#PoolOptions}}<option value="{{PoolOptions_Value}}"{{#PoolOptions_IsChosen_yes}} selected{{/PoolOptions_IsChosen_yes}}>{{PoolOptions_Label}}</option>{{/PoolOptions}}</select></div>
{{/Wizard_Kind_is_None}}</div>
<div class="fields"><div class="grid2">
<div class="field" id="/EnvironmentIds"><fieldset><legend>Environments<span class="req">required</span></legend><input type="hidden" name="/EnvironmentIds/-" value="">
<div class="checks">{{#EnvironmentOptions}}<label class="check"><input type="checkbox" name="/EnvironmentIds/-" value="{{EnvironmentOptions_Value}}"{{#EnvironmentOptions_IsChosen_yes}} checked{{/EnvironmentOptions_IsChosen_yes}}>{{EnvironmentOptions_Label}}</label>{{/EnvironmentOptions}}</div>
{{#EnvironmentOptions_none}}<p class="meta">There is no environment yet. <a class="link" href="{{Shell_SpaceWeb}}/infrastructure/environments/new">Add one</a></p>{{/EnvironmentOptions_none}}</fieldset>{{#Fault_EnvironmentIds_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_EnvironmentIds}}</p>{{/Fault_EnvironmentIds_any}}</div>
<div class="field" id="/Roles"><fieldset><legend>Target roles<span class="req">required</span></legend><input type="hidden" name="/Roles/-" value="">
<div class="checks">{{#RoleOptions}}<label class="check"><input type="checkbox" name="/Roles/-" value="{{RoleOptions_Value}}"{{#RoleOptions_IsChosen_yes}} checked{{/RoleOptions_IsChosen_yes}}>{{RoleOptions_Label}}</label>{{/RoleOptions}}</div>
<label class="vh" for="new-role">Add a role</label><input class="input" id="new-role" name="/Roles/-" maxlength="200" placeholder="{{#RoleOptions_any}}Add a role{{/RoleOptions_any}}{{#RoleOptions_none}}Name a role, such as web-server{{/RoleOptions_none}}" autocomplete="off" spellcheck="false"></fieldset>{{#Fault_Roles_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Roles}}</p>{{/Fault_Roles_any}}</div>
</div>
<div class="field"><label for="/MachinePolicyId">Machine policy</label><select class="input" id="/MachinePolicyId" name="/MachinePolicyId">{{#PolicyOptions}}<option value="{{PolicyOptions_Value}}"{{#PolicyOptions_IsChosen_yes}} selected{{/PolicyOptions_IsChosen_yes}}>{{PolicyOptions_Label}}</option>{{/PolicyOptions}}</select><p class="meta">How it is connected to and how often its health is checked.</p></div>
</div>
<div class="buttons"><button class="button primary cta">Save</button><a class="button quiet" href="{{Shell_SpaceWeb}}/infrastructure/machines">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
{{/Wizard_IsReady_yes}}
</div>
