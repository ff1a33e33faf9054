{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Project_Web}}">{{Project_Name}}</a><span aria-hidden="true">/</span><a href="{{Project_Web}}/settings">Settings</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Delete {{Project_Name}}</h1></div>
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}">
<div class="fields">
<p>The project goes with its process, variables, {{Releases_TotalResults}} releases and their deployments. Task logs and the audit stay.</p>
<div class="field"><label for="/Confirm">Type the project's name to confirm</label><input class="input" id="/Confirm" name=".confirm" autocomplete="off" required{{#Fault_Confirm_any}} aria-invalid="true" aria-describedby="fault-confirm"{{/Fault_Confirm_any}}>{{#Fault_Confirm_any}}<p class="fault" id="fault-confirm"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Confirm}}</p>{{/Fault_Confirm_any}}</div>
</div>
<div class="buttons"><button class="button danger solid">Delete project</button><a class="button quiet" href="{{Project_Web}}/settings">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
</div>
