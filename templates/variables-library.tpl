{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Vars_Web}}">Variables</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Included sets</h1></div>
{{#Choices_none}}<div class="panel empty"><h2>No variable sets yet</h2><p>A variable set of the library holds values for several projects.</p><a class="button cta" href="{{Shell_SpaceWeb}}/library/variables/new">Add variable set</a></div>{{/Choices_none}}
{{#Choices_any}}
<form id="order" method="post" data-module="form"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name=".form" value="order"></form>
<form class="form" method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name="/IncludedLibraryVariableSetIds/-" value="">
<div class="fields"><fieldset><legend>Variable sets and script modules</legend><ul>
{{#Choices}}<li class="row"><label class="check"><input type="checkbox" name="/IncludedLibraryVariableSetIds/-" value="{{Choices_Id}}"{{#Choices_IsIncluded_yes}} checked{{/Choices_IsIncluded_yes}}><span dir="auto">{{Choices_Name}}</span></label>{{#Choices_IsModule_yes}}<span class="chip">Script module</span>{{/Choices_IsModule_yes}}<span class="push"></span>{{#Choices_Up_any}}<button class="icon-btn" form="order" name=".move" value="{{Choices_Up}}" aria-label="Move {{Choices_Name}} up" title="Move up"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#up"/></svg></button>{{/Choices_Up_any}}<a class="link" href="{{Choices_Web}}">Open<span class="vh"> {{Choices_Name}}</span></a></li>{{/Choices}}
</ul></fieldset><p class="meta">Values of the project count before those of sets that are as specific; among sets the upper one counts.</p></div>
<div class="buttons"><button class="button primary cta" data-key="save">Save</button><a class="button quiet" href="{{Vars_Web}}">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>{{/Choices_any}}
</div>
