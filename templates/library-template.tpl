{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Tpl_Web}}">Step templates</a><span aria-hidden="true">/</span></nav>
{{#Tpl_LacksType_yes}}
<div class="page-head"><h1>Add step template</h1></div>
<section class="stack" aria-labelledby="types"><h2 id="types">What its steps do</h2>
<div class="gallery">{{#Cards}}<a class="card" href="{{Cards_Web}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#{{Cards_Icon}}"/></svg><span><b>{{Cards_Name}}</b><span class="meta">{{Cards_Description}}</span></span></a>{{/Cards}}</div>
<p class="meta">Or <a class="link" href="{{Tpl_Web}}/import">import a template of the community</a>, or save a step of a process as a template: the menu of each step has the button.</p></section>
{{/Tpl_LacksType_yes}}
{{#Tpl_Type_any}}
<form class="tplform" method="post" data-module="form" autocomplete="off">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name=".key" value="{{Form_Key}}">
{{#Tpl_IsNew_yes}}<input type="hidden" name="/ActionType" value="{{Tpl_Type}}">{{/Tpl_IsNew_yes}}
<div class="page-head proc-head"><h1 dir="auto">{{#Tpl_IsNew_yes}}Add step template{{/Tpl_IsNew_yes}}{{#Tpl_IsNew_no}}{{Edited_Name}}{{/Tpl_IsNew_no}}</h1><span class="chip" data-look="line"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#{{Tpl_Icon}}"/></svg>{{Tpl_TypeName}}</span>{{#Tpl_IsNew_no}}<span class="chip">Version {{Edited_Version}}</span>{{/Tpl_IsNew_no}}<span class="chip" data-state="warning" data-unsaved hidden>Unsaved changes</span>
<div class="actions">{{#Tpl_IsNew_no}}<a class="button quiet" href="{{Tpl_ExportLink}}" download="{{Edited_Name}}.json">Export</a>{{/Tpl_IsNew_no}}<button type="button" class="button quiet" data-expand hidden>Expand all</button><button class="button quiet" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button><a class="button" href="{{Tpl_Web}}">Cancel</a><button class="button primary cta" data-key="save">Save</button></div></div>
{{#Tpl_IsNew_no}}<nav class="tabs tabs-gap" aria-label="Step template"><a href="{{Tpl_Own}}" aria-current="page">Template</a><a href="{{Tpl_Own}}/usages">Usages{{#Tpl_UsageCount_any}} ({{Tpl_UsageCount}}){{/Tpl_UsageCount_any}}</a><a href="{{Tpl_Own}}/versions">Versions</a></nav>{{/Tpl_IsNew_no}}
{{#Tpl_LosesSecrets_yes}}<div class="banner" data-state="warning"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg><span>Sensitive values of the step are not taken into the template.</span></div>{{/Tpl_LosesSecrets_yes}}
{{#Tpl_LostSecrets_yes}}<div class="banner" data-state="warning"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg><span>Sensitive defaults that you typed are not put back into the page: type them again before you save.</span></div>{{/Tpl_LostSecrets_yes}}
<div class="form tpl">
<div class="fields">
<div class="field"><label for="/Name">Name<span class="req">required</span></label><input class="input" id="/Name" name="/Name" value="{{Edited_Name}}" maxlength="200" required dir="auto"{{#Fault_Name_any}} aria-invalid="true"{{/Fault_Name_any}}>{{#Fault_Name_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Fault_Name}}</p>{{/Fault_Name_any}}</div>
<div class="field"><label for="/Description">Description</label><textarea class="input" id="/Description" name="/Description" rows="3" dir="auto">
{{Edited_Description:pre_escape}}</textarea><p class="meta">Markdown</p></div></div>
<h2>Step</h2>
{{Step_SettingsHtml:none}}
{{#Tpl_HasForm_no}}<p class="meta">Steps of the type {{Tpl_Type}} cannot be run by this server yet. The template is kept as it is, and can be exported.</p>{{/Tpl_HasForm_no}}
{{#Tpl_Others_any}}<details class="sect"><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">Other settings</span><span class="v" data-set>{{Tpl_Others_Count}}, kept as they are</span></summary><div class="body"><dl class="facts">{{#Tpl_Others}}<dt>{{Tpl_Others_Name}}</dt><dd class="clip" dir="auto">{{Tpl_Others_Value}}</dd>{{/Tpl_Others}}</dl></div></details>{{/Tpl_Others_any}}
<h2 id="parameters">Parameters</h2>
<p class="meta">What each step made of the template is asked for. A script reads a parameter like a variable of its name.</p>
{{#Params}}<details class="sect param"{{#Params_IsOpen_yes}} open{{/Params_IsOpen_yes}}><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k" dir="auto">{{#Params_Name_any}}{{Params_Name}}{{/Params_Name_any}}{{#Params_Name_none}}New parameter{{/Params_Name_none}}</span><span class="v" data-set>{{Params_ControlWord}}{{#Params_Label_any}}: <span dir="auto">{{Params_Label}}</span>{{/Params_Label_any}}</span></summary>
<div class="body stack"><input type="hidden" name="{{Params_At}}.Id" value="{{Params_Id}}"><input type="hidden" name=".secret" value="{{Params_Pointer}}/DefaultValue/NewValue {{Params_At}}.Secret">
<div class="grid2"><div class="field"><label for="{{Params_Pointer}}/Name">Variable name<span class="req">required</span></label><input class="input mono" id="{{Params_Pointer}}/Name" name="{{Params_At}}.Name" value="{{Params_Name}}" maxlength="1000" dir="auto"{{#Params_NameFault_any}} aria-invalid="true"{{/Params_NameFault_any}}>{{#Params_NameFault_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Params_NameFault}}</p>{{/Params_NameFault_any}}</div>
<div class="field"><label for="{{Params_At}}.Label">Label</label><input class="input" id="{{Params_At}}.Label" name="{{Params_At}}.Label" value="{{Params_Label}}" maxlength="1000" dir="auto"></div></div>
<div class="field"><label for="{{Params_At}}.Control">Control</label><select class="input" id="{{Params_At}}.Control" name="{{Params_At}}.Control">{{#Params_Controls}}<option value="{{Params_Controls_Value}}" data-of="{{Params_Controls_Input}}"{{#Params_Controls_IsChosen_yes}} selected{{/Params_Controls_IsChosen_yes}}>{{Params_Controls_Label}}</option>{{/Params_Controls}}</select></div>
<div class="field branch" data-branch="p-options"><label for="{{Params_Pointer}}/DisplaySettings">Options</label><textarea class="input mono" id="{{Params_Pointer}}/DisplaySettings" name="{{Params_At}}.Options" rows="4">
{{Params_Options:pre_escape}}</textarea><p class="meta">One a line: value|text</p>{{#Params_OptionsFault_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Params_OptionsFault}}</p>{{/Params_OptionsFault_any}}</div>
<div class="field branch" data-branch="p-text"><label for="{{Params_Pointer}}/DefaultValue">Default value</label><textarea class="input mono" id="{{Params_Pointer}}/DefaultValue" name="{{Params_At}}.Default" rows="2" spellcheck="false" dir="auto">
{{Params_Default:pre_escape}}</textarea>{{#Params_DefaultFault_any}}<p class="fault"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg>{{Params_DefaultFault}}</p>{{/Params_DefaultFault_any}}</div>
<div class="field branch" data-branch="p-secret"><label for="{{Params_At}}.Secret">{{#Params_HasSecret_yes}}New default value{{/Params_HasSecret_yes}}{{#Params_HasSecret_no}}Default value{{/Params_HasSecret_no}}</label><input class="input" type="password" autocomplete="new-password" id="{{Params_At}}.Secret" name="{{Params_At}}.Secret"><p class="meta">{{#Params_HasSecret_yes}}A value is set. It cannot be read back; leave this blank to keep it.{{/Params_HasSecret_yes}}{{#Params_HasSecret_no}}Sealed when it arrives, and never shown again.{{/Params_HasSecret_no}}</p>{{#Params_HasSecret_yes}}<label class="check"><input type="checkbox" name="{{Params_At}}.Forget" value="1">Without a default from now on</label>{{/Params_HasSecret_yes}}</div>
<div class="field"><label for="{{Params_At}}.Help">Help</label><textarea class="input" id="{{Params_At}}.Help" name="{{Params_At}}.Help" rows="2" dir="auto">
{{Params_Help:pre_escape}}</textarea><p class="meta">Markdown</p></div>
<div class="row">{{#Params_IsFirst_no}}<button class="button small quiet" name=".review" value="up {{Params_Place}}" formaction="#parameters" formnovalidate>Move up<span class="vh"> {{Params_Name}}</span></button>{{/Params_IsFirst_no}}{{#Params_IsLast_no}}<button class="button small quiet" name=".review" value="down {{Params_Place}}" formaction="#parameters" formnovalidate>Move down<span class="vh"> {{Params_Name}}</span></button>{{/Params_IsLast_no}}<button class="button small quiet danger push" name=".review" value="remove {{Params_Place}}" formaction="#parameters" formnovalidate>Remove<span class="vh"> {{Params_Name}}</span></button></div>
</div></details>{{/Params}}
<p><button class="button" name=".review" value="add" formaction="#parameters" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#plus"/></svg>Add parameter</button></p>
</div>
</form>
{{#Tpl_IsNew_no}}<div class="tpl stack">
<section class="panel" aria-labelledby="danger"><h2 id="danger">Delete</h2>
<form class="pad row" method="post" data-module="form"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name=".form" value="delete"><span class="meta">A template that steps are made of cannot be deleted.</span><button class="button danger push">Delete step template</button></form></section></div>{{/Tpl_IsNew_no}}
{{/Tpl_Type_any}}
