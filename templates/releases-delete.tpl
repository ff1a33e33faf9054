{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Project_Web}}/deployments/releases">Releases</a><span aria-hidden="true">/</span><a href="{{Release_Web}}">{{Release_Version}}</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Delete release {{Release_Version}}</h1></div>
<form class="form" method="post" data-module="form"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}">
<div class="fields"><p>The release goes with its {{Deployments_TotalResults}} deployments. Their task logs and the audit stay.</p></div>
<div class="buttons"><button class="button danger solid">Delete release</button><a class="button quiet" href="{{Release_Web}}">Cancel</a><button class="button quiet push" name=".show" value="1"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form></div>
