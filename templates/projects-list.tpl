{{%AUTOESCAPE context="HTML"}}
<div class="page-head"><h1>Projects</h1>
<div class="actions">
<form class="row" method="get" role="search"><label class="vh" for="q">Filter projects</label><input class="input short" id="q" name="q" value="{{Filter_Text}}" placeholder="Filter projects" type="search"><button class="button">Filter</button></form>
<a class="button primary cta" href="{{Shell_SpaceWeb}}/projects/new">Add project</a>
</div></div>
{{#List}}
<section aria-label="{{List_Name}}">
<div class="group-head"><h2>{{List_Name}}</h2><span class="meta">{{List_Projects_Count}}</span><a class="button quiet small push" href="{{Shell_SpaceWeb}}/projects/new?group={{List_Id:url_query_escape}}">Add project<span class="vh"> to {{List_Name}}</span></a></div>
<div class="tiles">
{{#List_Projects}}<a class="card" href="{{List_Projects_Web}}"><span class="top">{{#List_Projects_LogoUrl_any}}<img class="tile lg" src="{{List_Projects_LogoUrl}}" alt="" width="32" height="32" loading="lazy">{{/List_Projects_LogoUrl_any}}{{#List_Projects_LogoUrl_none}}<span class="tile lg" data-tone="{{List_Projects_Tone}}" aria-hidden="true">{{List_Projects_Initial}}</span>{{/List_Projects_LogoUrl_none}}<b dir="auto" title="{{List_Projects_Name}}">{{List_Projects_Name}}</b>{{#List_Projects_IsDisabled_yes}}<span class="chip">Disabled</span>{{/List_Projects_IsDisabled_yes}}</span>
{{#List_Projects_Line_any}}<span class="meta">{{List_Projects_Line}}</span>{{/List_Projects_Line_any}}
{{#List_Projects_States_any}}<span class="states">{{#List_Projects_States}}<span data-state="{{List_Projects_States_StateKey}}"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-{{List_Projects_States_StateKey}}"/></svg><span class="vh">{{List_Projects_States_StateWord}}: </span>{{List_Projects_States_Environment}} {{List_Projects_States_Version}}</span>{{/List_Projects_States}}</span>{{/List_Projects_States_any}}
{{#List_Projects_States_none}}<span class="states meta">Not deployed yet</span>{{/List_Projects_States_none}}
</a>{{/List_Projects}}
</div></section>
{{/List}}
{{#List_none}}
{{#Filter_Text_any}}<div class="panel empty"><p>No project matches “{{Filter_Text}}”.</p><a class="button" href="{{Shell_SpaceWeb}}/projects">Clear the filter</a></div>{{/Filter_Text_any}}
{{#Filter_Text_none}}<div class="panel empty"><h2>No projects yet</h2><p>A project is what you deploy together: its process, its releases, and where they went.</p><a class="button cta" href="{{Shell_SpaceWeb}}/projects/new">Add project</a></div>{{/Filter_Text_none}}
{{/List_none}}
{{#Pager_IsNeeded_yes}}<nav class="pager" aria-label="Pages"><span class="meta">{{Pager_From}}–{{Pager_To}} of {{Pager_Total}}</span><span class="push"></span>{{#Pager_PreviousLink_any}}<a class="button small" href="{{Pager_PreviousLink}}">Previous</a>{{/Pager_PreviousLink_any}}{{#Pager_NextLink_any}}<a class="button small" href="{{Pager_NextLink}}">Next</a>{{/Pager_NextLink_any}}</nav>{{/Pager_IsNeeded_yes}}
