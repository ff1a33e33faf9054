{{%AUTOESCAPE context="HTML"}}
<div class="page-head"><h1>Infrastructure</h1><div class="actions"><a class="button primary cta" href="{{Shell_SpaceWeb}}/infrastructure/machines/new">Add target</a></div></div>
<div class="cards infra">
<a class="card" href="{{Shell_SpaceWeb}}/infrastructure/environments"><span class="top"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#environment"/></svg><b>Environments</b></span>
<span class="meta">{{#Environments}}{{Environments_Name}}{{#Environments_separator}}, {{/Environments_separator}}{{/Environments}}{{#Environments_none}}None yet. Releases go from one environment to the next.{{/Environments_none}}</span></a>
<a class="card" href="{{Shell_SpaceWeb}}/infrastructure/machines"><span class="top"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#target"/></svg><b>Deployment targets</b></span>
<span class="states">{{#Health}}<span data-state="{{Health_HealthKey}}"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-{{Health_HealthKey}}"/></svg>{{Health_Count}} {{Health_HealthWord}}</span>{{/Health}}{{#Health_none}}<span class="meta">None yet. Steps run on targets with the step's role.</span>{{/Health_none}}</span></a>
<a class="card" href="{{Shell_SpaceWeb}}/infrastructure/accounts"><span class="top"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#account"/></svg><b>Accounts</b></span>
<span class="meta">{{#Accounts_TotalResults_any}}{{Accounts_TotalResults}} stored{{/Accounts_TotalResults_any}}{{#Accounts_TotalResults_none}}None yet. SSH targets log in with an account.{{/Accounts_TotalResults_none}}</span></a>
</div>
<section class="panel" aria-labelledby="pools"><h2 id="pools">Worker pools</h2>
<table class="table"><caption class="vh">Worker pools</caption><thead><tr><th scope="col">Name</th><th scope="col">Runs steps on</th></tr></thead><tbody>
{{#Pools}}<tr><th scope="row">{{Pools_Name}}{{#Pools_IsDefault_yes}} <span class="chip">Default</span>{{/Pools_IsDefault_yes}}</th><td class="meta">{{#Pools_IsDefault_yes}}The server's own worker, as long as the pool has no workers{{/Pools_IsDefault_yes}}{{#Pools_IsDefault_no}}Its workers{{/Pools_IsDefault_no}}</td></tr>{{/Pools}}
</tbody></table></section>
<section class="panel" aria-labelledby="policies"><h2 id="policies">Machine policies</h2>
<table class="table"><caption class="vh">Machine policies</caption><thead><tr><th scope="col">Name</th><th scope="col">Health check</th></tr></thead><tbody>
{{#Policies}}<tr><th scope="row">{{Policies_Name}}{{#Policies_IsDefault_yes}} <span class="chip">Default</span>{{/Policies_IsDefault_yes}}</th><td class="meta" data-label="Health check">{{Policies_IntervalWord}}</td></tr>{{/Policies}}
</tbody></table></section>
