{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Tpl_Web}}">Step templates</a><span aria-hidden="true">/</span><a href="{{Tpl_Own}}">{{Edited_Name}}</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Versions</h1></div>
<nav class="tabs tabs-gap" aria-label="Step template"><a href="{{Tpl_Own}}">Template</a><a href="{{Tpl_Own}}/usages">Usages</a><a href="{{Tpl_Own}}/versions" aria-current="page">Versions</a></nav>
<table class="table"><caption class="vh">Versions</caption><thead><tr><th scope="col">Version</th><th scope="col">Name</th><th scope="col">Parameters</th><th scope="col">Description</th></tr></thead><tbody>
{{#Versions_Items}}<tr><th scope="row"><a class="link" href="{{Versions_Items_Web}}">{{Versions_Items_Version}}<span class="vh">, what changed</span></a>{{#Versions_Items_IsPresent_yes}} <span class="chip">Present</span>{{/Versions_Items_IsPresent_yes}}</th><td data-label="Name" dir="auto">{{Versions_Items_Name}}</td><td data-label="Parameters">{{Versions_Items_Asks}}</td><td class="clip" data-label="Description" dir="auto">{{Versions_Items_Description}}</td></tr>{{/Versions_Items}}
</tbody></table>
{{#Pager_IsNeeded_yes}}<nav class="pager" aria-label="Pages"><span class="meta">{{Pager_From}}–{{Pager_To}} of {{Pager_Total}}</span><span class="push"></span>{{#Pager_PreviousLink_any}}<a class="button small" href="{{Pager_PreviousLink}}">Previous</a>{{/Pager_PreviousLink_any}}{{#Pager_NextLink_any}}<a class="button small" href="{{Pager_NextLink}}">Next</a>{{/Pager_NextLink_any}}</nav>{{/Pager_IsNeeded_yes}}
