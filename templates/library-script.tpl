{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Lib_Web}}">{{Lib_Title}}</a><span aria-hidden="true">/</span></nav>
<form method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}">
<div class="page-head proc-head"><h1 dir="auto">{{Library_Name}}</h1><span class="chip" data-state="warning" data-unsaved hidden>Unsaved changes</span><div class="actions"><a class="button quiet" href="{{Lib_Web}}/{{Library_Id:url_query_escape}}/settings">Settings</a><button class="button quiet" name=".show" value="1"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button><a class="button" href="{{Lib_Web}}">Cancel</a><button class="button primary cta" data-key="save">Save</button></div></div>
<div class="seg" role="radiogroup" aria-label="Syntax">
<label><input type="radio" name=".language" value="Bash"{{#Lib_Language_is_Bash}} checked{{/Lib_Language_is_Bash}}><span>Bash</span></label>
<label><input type="radio" name=".language" value="PowerShell"{{#Lib_Language_is_PowerShell}} checked{{/Lib_Language_is_PowerShell}}><span>PowerShell</span></label>
<label><input type="radio" name=".language" value="Python"{{#Lib_Language_is_Python}} checked{{/Lib_Language_is_Python}}><span>Python</span></label>
</div>
<div class="editor proc-head" data-module="editor"><textarea name=".body" rows="24" aria-label="Text of the module" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off">
{{Lib_Body:pre_escape}}</textarea></div>
<p class="meta help" data-editor-help hidden><kbd>Tab</kbd> indents, <kbd>Esc</kbd> <kbd>Tab</kbd> leaves the editor</p>
</form>
