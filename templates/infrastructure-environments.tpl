{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Shell_SpaceWeb}}/infrastructure">Infrastructure</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Environments</h1><div class="actions"><a class="button primary cta" href="{{Shell_SpaceWeb}}/infrastructure/environments/new">Add environment</a></div></div>
{{#Environments_any}}
<table class="table"><caption class="vh">Environments, in the order of deployment</caption><thead><tr><th scope="col">Name</th><th scope="col">Targets</th><th scope="col">When a step fails</th><th scope="col">Description</th></tr></thead><tbody>
{{#Environments}}<tr><th scope="row"><a class="link" href="{{Shell_SpaceWeb}}/infrastructure/environments/{{Environments_Id:url_query_escape}}" dir="auto">{{Environments_Name}}</a></th>
<td><a class="link" href="{{Shell_SpaceWeb}}/infrastructure/machines?environment={{Environments_Id:url_query_escape}}">{{Environments_TargetCount}} {{#Environments_HasOneTarget_yes}}target{{/Environments_HasOneTarget_yes}}{{#Environments_HasOneTarget_no}}targets{{/Environments_HasOneTarget_no}}</a></td>
<td class="meta" data-label="When a step fails">{{#Environments_UseGuidedFailure_yes}}a person is asked{{/Environments_UseGuidedFailure_yes}}{{#Environments_UseGuidedFailure_no}}the deployment fails{{/Environments_UseGuidedFailure_no}}</td><td class="meta" dir="auto">{{Environments_Description}}</td></tr>{{/Environments}}
</tbody></table>
{{/Environments_any}}
{{#Environments_none}}<div class="panel empty"><h2>No environments yet</h2><p>An environment is a group of targets that a release is deployed to together, such as Test or Production.</p><a class="button cta" href="{{Shell_SpaceWeb}}/infrastructure/environments/new">Add environment</a></div>{{/Environments_none}}
