{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Vars_Web}}">{{#Vars_IsLibrary_yes}}{{Vars_Owner}}{{/Vars_IsLibrary_yes}}{{#Vars_IsLibrary_no}}Variables{{/Vars_IsLibrary_no}}</a><span aria-hidden="true">/</span></nav>
<form method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}"><input type="hidden" name=".secret" value=".document">
<div class="page-head proc-head"><h1>Variables as text</h1><div class="actions"><button class="button quiet" name=".show" value="1"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button><a class="button" href="{{Vars_Web}}">Cancel</a><button class="button primary cta">Save</button></div></div>
{{#Vars_LostSecrets_yes}}<div class="banner" data-state="warning"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg><span>Sensitive values that you typed are not shown again. Type them once more.</span></div>{{/Vars_LostSecrets_yes}}
<p class="meta">A sensitive value is null here: null keeps the stored one, a text replaces it.</p>
<div class="editor proc-head under" data-module="editor" data-language="JSON"><textarea name=".document" rows="30" aria-label="The variables as JSON" spellcheck="false" autocapitalize="off" wrap="off">
{{Vars_Json:pre_escape}}</textarea></div>
<p class="meta help" data-editor-help hidden><kbd>Tab</kbd> indents, <kbd>Esc</kbd> <kbd>Tab</kbd> leaves the editor</p>
</form>
