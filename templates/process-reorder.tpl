{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Project_Web}}/deployments/process">Process</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Reorder steps</h1></div>
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}">
<div class="fields"><p class="meta">Number the steps in the order in which they shall run; fractions go between.</p>
{{#Steps}}<div class="row"><label class="vh" for="order-{{Steps_Number}}">Place of {{Steps_Name}}</label><input class="input number" id="order-{{Steps_Number}}" name=".order" type="number" step="any" min="0" value="{{Steps_Number}}" required><span>{{Steps_Name}}</span><span class="meta">{{Steps_TypeName}}</span></div>{{/Steps}}</div>
<div class="buttons"><button class="button primary cta">Save</button><a class="button quiet" href="{{Project_Web}}/deployments/process">Cancel</a><button class="button quiet push" name=".show" value="1"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form></div>
