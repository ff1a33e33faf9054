{{%AUTOESCAPE context="HTML"}}
<div class="page-head"><h1>Configuration</h1></div>
<div class="cards infra">
<a class="card" href="/app/configuration/users"><span class="top"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#user"/></svg><b>Users</b></span><span class="meta">{{Users_TotalResults}} known</span></a>
<a class="card" href="/app/configuration/audit"><span class="top"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#audit"/></svg><b>Audit</b></span><span class="meta">Who changed what, when, from where</span></a>
<a class="card" href="/app/configuration/smtp"><span class="top"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#settings"/></svg><b>SMTP</b></span><span class="meta">{{#Mail_IsConfigured_yes}}Mail can be sent{{/Mail_IsConfigured_yes}}{{#Mail_IsConfigured_no}}No mail server yet{{/Mail_IsConfigured_no}}</span></a>
<a class="card" href="/app/configuration/api"><span class="top"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg><b>API</b></span><span class="meta">Every request that this server answers</span></a>
</div>
<section class="panel" aria-labelledby="server"><h2 id="server">Server</h2>
<dl class="facts pad"><dt>State</dt><dd>{{Status_Description}}</dd><dt>API version</dt><dd>{{Root_Version}}</dd><dt>Installation</dt><dd class="mono">{{Root_InstallationId}}</dd></dl></section>
<section class="panel" aria-labelledby="nodes"><h2 id="nodes">Runners</h2>
<table class="table"><caption class="vh">Runners</caption><thead><tr><th scope="col">Name</th><th scope="col">Tasks at once</th></tr></thead><tbody>{{#Nodes}}<tr><th scope="row">{{Nodes_Name}}</th><td data-label="Tasks at once">{{Nodes_MaxConcurrentTasks}}</td></tr>{{/Nodes}}</tbody></table></section>
