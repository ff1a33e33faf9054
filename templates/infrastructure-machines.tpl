{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Shell_SpaceWeb}}/infrastructure">Infrastructure</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Deployment targets</h1><div class="actions">
<form class="row" method="get" role="search"><label class="vh" for="q">Filter by name</label><input class="input short" id="q" name="q" type="search" value="{{Filter_Text}}" placeholder="Filter by name"><label class="vh" for="environment">Environment</label><select class="input short" id="environment" name="environment"><option value="">All environments</option>{{#EnvironmentOptions}}<option value="{{EnvironmentOptions_Value}}"{{#EnvironmentOptions_IsChosen_yes}} selected{{/EnvironmentOptions_IsChosen_yes}}>{{EnvironmentOptions_Label}}</option>{{/EnvironmentOptions}}</select><button class="button">Filter</button></form>
<a class="button primary cta" href="{{Shell_SpaceWeb}}/infrastructure/machines/new">Add target</a></div></div>
{{#Machines_Items_any}}
<table class="table"><caption class="vh">Deployment targets</caption><thead><tr><th scope="col">Name</th><th scope="col">Health</th><th scope="col">Kind</th><th scope="col">Target roles</th><th scope="col">Environments</th></tr></thead><tbody>
{{#Machines_Items}}<tr><th scope="row"><a class="link" href="{{Shell_SpaceWeb}}/infrastructure/machines/{{Machines_Items_Id:url_query_escape}}" dir="auto">{{Machines_Items_Name}}</a>{{#Machines_Items_IsDisabled_yes}} <span class="chip">Disabled</span>{{/Machines_Items_IsDisabled_yes}}</th>
<td><span class="state" data-state="{{Machines_Items_HealthKey}}"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-{{Machines_Items_HealthKey}}"/></svg>{{Machines_Items_HealthWord}}</span></td>
<td class="tight">{{Machines_Items_StyleWord}}</td>
<td data-label="Target roles">{{#Machines_Items_Roles}}<span class="chip">{{Machines_Items_Roles_Item}}</span> {{/Machines_Items_Roles}}</td>
<td data-label="Environments">{{#Machines_Items_EnvironmentNames}}<span class="chip" data-look="line">{{Machines_Items_EnvironmentNames_Item}}</span> {{/Machines_Items_EnvironmentNames}}</td></tr>{{/Machines_Items}}
</tbody></table>
{{/Machines_Items_any}}
{{#Machines_Items_none}}<div class="panel empty"><h2>No targets here</h2><p>A deployment target is a machine or a region that steps with its target role run on.</p><a class="button cta" href="{{Shell_SpaceWeb}}/infrastructure/machines/new">Add target</a></div>{{/Machines_Items_none}}
{{#Pager_IsNeeded_yes}}<nav class="pager" aria-label="Pages"><span class="meta">{{Pager_From}}–{{Pager_To}} of {{Pager_Total}}</span><span class="push"></span>{{#Pager_PreviousLink_any}}<a class="button small" href="{{Pager_PreviousLink}}">Previous</a>{{/Pager_PreviousLink_any}}{{#Pager_NextLink_any}}<a class="button small" href="{{Pager_NextLink}}">Next</a>{{/Pager_NextLink_any}}</nav>{{/Pager_IsNeeded_yes}}
