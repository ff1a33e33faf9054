{{%AUTOESCAPE context="HTML"}}
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Project_Web}}/deployments/process">Process</a><span aria-hidden="true">/</span></nav>
<form method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}">
<div class="page-head proc-head"><h1>Process as text</h1><div class="actions"><button class="button quiet" name=".show" value="1"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button><a class="button" href="{{Project_Web}}/deployments/process">Cancel</a><button class="button primary cta">Save</button></div></div>
<div class="editor proc-head" data-module="editor" data-language="JSON"><textarea name=".document" rows="30" aria-label="The process as JSON" spellcheck="false" autocapitalize="off" wrap="off">
{{Text_Json:pre_escape}}</textarea></div>
<p class="meta help" data-editor-help hidden><kbd>Tab</kbd> indents, <kbd>Esc</kbd> <kbd>Tab</kbd> leaves the editor</p>
</form>
