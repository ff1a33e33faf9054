{{%AUTOESCAPE context="HTML"}}
<div class="page-head"><h1>Releases</h1><div class="actions">
<form class="row" method="get" role="search"><label class="vh" for="q">Filter by version</label><input class="input short" id="q" name="q" value="{{Filter_Text}}" placeholder="Filter by version" type="search"><button class="button">Filter</button></form>
<a class="button primary cta" href="{{Project_Web}}/deployments/releases/new">Create release</a></div></div>
{{#Releases_Items_any}}
<table class="table"><caption class="vh">Releases, newest first</caption>
<thead><tr><th scope="col">Version</th><th scope="col">Channel</th><th scope="col">Deployments</th><th scope="col">Notes</th><th scope="col" class="end">Assembled</th></tr></thead>
<tbody>{{#Releases_Items}}<tr><th scope="row"><a class="link" href="{{Releases_Items_Web}}">{{Releases_Items_Version}}</a></th><td data-label="Channel">{{Releases_Items_ChannelName}}</td>
<td><span class="states">{{#Releases_Items_States}}<span class="state" data-state="{{Releases_Items_States_StateKey}}"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-{{Releases_Items_States_StateKey}}"/></svg><span class="vh">{{Releases_Items_States_StateWord}}: </span>{{Releases_Items_States_Environment}}</span>{{/Releases_Items_States}}{{#Releases_Items_States_none}}<span class="meta">Not deployed yet</span>{{/Releases_Items_States_none}}</span></td>
<td class="clip" data-wide dir="auto" title="{{Releases_Items_Line}}">{{Releases_Items_Line}}</td><td class="end" data-label="Assembled"><time datetime="{{Releases_Items_AssembledTime_Iso}}" title="{{Releases_Items_AssembledTime_Absolute}}">{{Releases_Items_AssembledTime_Relative}}</time></td></tr>{{/Releases_Items}}</tbody></table>
{{#Pager_IsNeeded_yes}}<nav class="pager" aria-label="Pages"><span class="meta">{{Pager_From}}–{{Pager_To}} of {{Pager_Total}}</span><span class="push"></span>{{#Pager_PreviousLink_any}}<a class="button small" href="{{Pager_PreviousLink}}">Newer</a>{{/Pager_PreviousLink_any}}{{#Pager_NextLink_any}}<a class="button small" href="{{Pager_NextLink}}">Older</a>{{/Pager_NextLink_any}}</nav>{{/Pager_IsNeeded_yes}}
{{/Releases_Items_any}}
{{#Releases_Items_none}}
{{#Filter_Text_any}}<div class="panel empty"><p>No release matches “{{Filter_Text}}”.</p><a class="button" href="{{Project_Web}}/deployments/releases">Clear the filter</a></div>{{/Filter_Text_any}}
{{#Filter_Text_none}}<div class="panel empty"><h2>No releases yet</h2><p>A release is a version with the process as it is when you create it.</p><a class="button cta" href="{{Project_Web}}/deployments/releases/new">Create release</a></div>{{/Filter_Text_none}}
{{/Releases_Items_none}}
