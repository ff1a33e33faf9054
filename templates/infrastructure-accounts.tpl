{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Shell_SpaceWeb}}/infrastructure">Infrastructure</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Accounts</h1><div class="actions"><a class="button primary cta" href="{{Shell_SpaceWeb}}/infrastructure/accounts/new">Add account</a></div></div>
{{#Accounts_Items_any}}
<table class="table"><caption class="vh">Accounts</caption><thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">User</th></tr></thead><tbody>
{{#Accounts_Items}}<tr><th scope="row"><a class="link" href="{{Shell_SpaceWeb}}/infrastructure/accounts/{{Accounts_Items_Id:url_query_escape}}" dir="auto">{{Accounts_Items_Name}}</a></th><td data-label="Kind">{{Accounts_Items_TypeWord}}</td><td class="mono" data-label="User">{{Accounts_Items_Username}}</td></tr>{{/Accounts_Items}}
</tbody></table>
{{/Accounts_Items_any}}
{{#Accounts_Items_none}}<div class="panel empty"><h2>No accounts yet</h2><p>An account is what an SSH target logs in with: a user with a key or a password.</p><a class="button cta" href="{{Shell_SpaceWeb}}/infrastructure/accounts/new">Add account</a></div>{{/Accounts_Items_none}}
{{#Pager_IsNeeded_yes}}<nav class="pager" aria-label="Pages"><span class="meta">{{Pager_From}}–{{Pager_To}} of {{Pager_Total}}</span><span class="push"></span>{{#Pager_PreviousLink_any}}<a class="button small" href="{{Pager_PreviousLink}}">Previous</a>{{/Pager_PreviousLink_any}}{{#Pager_NextLink_any}}<a class="button small" href="{{Pager_NextLink}}">Next</a>{{/Pager_NextLink_any}}</nav>{{/Pager_IsNeeded_yes}}
