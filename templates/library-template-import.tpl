{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<nav class="crumbs" aria-label="Breadcrumb"><a href="{{Tpl_Web}}">Step templates</a><span aria-hidden="true">/</span></nav>
<div class="page-head"><h1>Import step template</h1></div>
<form class="form" method="post" enctype="multipart/form-data" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}">
<div class="fields"><p>A JSON file of the community's library, or one that a server like this one exported. All that it holds is kept, also what this server cannot run. Sensitive defaults do not travel: enter them after the import.</p>
<div class="field"><label for="file">File</label><input class="input" id="file" name=".file" type="file" accept=".json,application/json"></div>
<div class="field"><label for="document">Or its text</label><textarea class="input mono" id="document" name=".document" rows="16" spellcheck="false" autocapitalize="off" wrap="off">
{{Tpl_Json:pre_escape}}</textarea></div></div>
<div class="buttons"><button class="button primary cta" data-key="save">Import</button><a class="button quiet" href="{{Tpl_Web}}">Cancel</a><button class="button quiet push" name=".show" value="1" formnovalidate><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>Show API request</button></div>
</form>
</div>
