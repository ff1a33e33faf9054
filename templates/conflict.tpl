{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<div class="page-head"><h1>Changed by somebody else</h1></div>
<div class="banner" data-state="warning" role="alert"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg><span>{{Conflict_Message}}</span></div>
<p><a class="button primary" href="{{Form_Path}}">Open the page as it is now</a></p>
{{#Conflict_Typed_any}}
<h2>What you typed</h2>
<p class="meta">Copy from here what you want to keep.</p>
{{#Conflict_Typed}}<div class="field"><label>{{Conflict_Typed_Pointer}}
<textarea class="input mono" rows="2" readonly>
{{Conflict_Typed_Value:pre_escape}}</textarea></label></div>{{/Conflict_Typed}}
{{/Conflict_Typed_any}}
</div>
