{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Tpl_Web}}">Step templates</a><span aria-hidden="true">/</span><a href="{{Tpl_Own}}">{{Edited_Name}}</a><span aria-hidden="true">/</span><a href="{{Tpl_Own}}/versions">Versions</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Version {{Version_Version}}</h1>{{#Tpl_IsPresent_yes}}<span class="chip">Present</span>{{/Tpl_IsPresent_yes}}</div>
{{#Tpl_HasOther_no}}<p>This is the first version that is known; there is none to compare it with.</p>{{/Tpl_HasOther_no}}
{{#Tpl_HasOther_yes}}<h2>What differs from version {{Other_Version}}</h2>
{{#Differences_none}}<p>Nothing that steps would notice.</p>{{/Differences_none}}
{{#Differences}}<section class="panel pad stack"><p class="mono" dir="auto"><b>{{Differences_Pointer}}</b></p>
{{#Differences_Lines_any}}<ul class="diff lines">{{#Differences_Lines}}<li>{{#Differences_Lines_IsYours_yes}}<ins>+ {{Differences_Lines_Text:pre_escape}}</ins>{{/Differences_Lines_IsYours_yes}}{{#Differences_Lines_IsYours_no}}<del>- {{Differences_Lines_Text:pre_escape}}</del>{{/Differences_Lines_IsYours_no}}</li>{{/Differences_Lines}}</ul>{{/Differences_Lines_any}}
{{#Differences_Lines_none}}<p class="diff">{{#Differences_Theirs_any}}<del>{{Differences_Theirs:pre_escape}}</del> {{/Differences_Theirs_any}}{{#Differences_Theirs_none}}<span class="meta">nothing </span>{{/Differences_Theirs_none}}→ {{#Differences_Yours_any}}<ins>{{Differences_Yours:pre_escape}}</ins>{{/Differences_Yours_any}}{{#Differences_Yours_none}}<span class="meta">nothing</span>{{/Differences_Yours_none}}</p>{{/Differences_Lines_none}}</section>{{/Differences}}{{/Tpl_HasOther_yes}}
{{#Tpl_IsPresent_no}}<form class="form" method="post" data-module="form"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}"><div class="buttons"><button class="button">Use this version again</button><span class="meta">The template gets a new version that is like this one.</span><button class="button quiet push" name=".show" value="1"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div></form>{{/Tpl_IsPresent_no}}
</div>
