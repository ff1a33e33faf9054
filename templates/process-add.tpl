{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Project_Web}}/deployments/process">Process</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>{{#Gallery_ParentName_any}}Add a child step to {{Gallery_ParentName}}{{/Gallery_ParentName_any}}{{#Gallery_ParentName_none}}Add step{{/Gallery_ParentName_none}}</h1>
<form class="actions" method="get" role="search"><input type="hidden" name="after" value="{{Gallery_After}}"><input type="hidden" name="parent" value="{{Gallery_Parent}}"><label class="vh" for="q">Search step types</label><input class="input short" id="q" name="q" type="search" value="{{Gallery_Text}}" placeholder="Search step types" autofocus>
<label class="vh" for="category">Category</label><select class="input short" id="category" name="category"><option value="">All categories</option>{{#CategoryOptions}}<option value="{{CategoryOptions_Value}}"{{#CategoryOptions_IsChosen_yes}} selected{{/CategoryOptions_IsChosen_yes}}>{{CategoryOptions_Label}}</option>{{/CategoryOptions}}</select>
<button class="button">Search</button></form></div>
<section class="stack" aria-labelledby="installed"><h2 id="installed">Installed step types</h2>
{{#Cards_any}}<div class="gallery">{{#Cards}}<a class="card" href="{{Cards_Web}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#{{Cards_Icon}}"/></svg><span><b>{{Cards_Name}}</b><span class="meta">{{Cards_Description}}</span></span></a>{{/Cards}}</div>{{/Cards_any}}
{{#Cards_none}}<div class="panel empty"><p>No installed step type matches.</p><a class="button" href="{{Project_Web}}/deployments/process/add?after={{Gallery_After:url_query_escape}}&amp;parent={{Gallery_Parent:url_query_escape}}">Show all</a></div>{{/Cards_none}}
<h2>Community step templates</h2>
<p class="meta">None yet: this server does not fetch the community's library in this version.</p>
</section>
