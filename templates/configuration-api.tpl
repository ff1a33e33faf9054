{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="/app/configuration">Configuration</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>API</h1><div class="actions"><form class="row" method="get" role="search"><label class="vh" for="q">Filter</label><input class="input short" id="q" name="q" type="search" value="{{Filter_Text}}" placeholder="Filter by path or words"><button class="button">Filter</button></form><a class="button" href="/api/openapi.json">OpenAPI document</a></div></div>
<p class="prose lead">The portal is a client of this API: whatever it does, you can do with the same request. Send an <a class="link" href="/app/users/me/apikeys">API key</a> in the header <code>X-Octopus-ApiKey</code>.</p>
{{#Rows_any}}<table class="table"><caption class="vh">Requests</caption><thead><tr><th scope="col">Method</th><th scope="col">Path</th><th scope="col">What it does</th></tr></thead><tbody>
{{#Rows}}<tr><td class="mono"><span class="cta">{{Rows_Method}}</span></td><th scope="row" class="mono">{{Rows_Path}}</th><td>{{Rows_Summary}}</td></tr>{{/Rows}}
</tbody></table>{{/Rows_any}}{{#Rows_none}}<div class="panel empty"><p>Nothing matches.</p><a class="button" href="/app/configuration/api">Clear the filter</a></div>{{/Rows_none}}
