{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<div class="page-head"><h1>Changed by somebody else</h1></div>
<div class="banner" data-state="warning" role="alert"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg><span>{{Conflict_Message}}{{#Conflict_By_any}} Last saved by {{Conflict_By}}{{#Conflict_ChangedTime_any}}, <time datetime="{{Conflict_ChangedTime_Iso}}" title="{{Conflict_ChangedTime_Absolute}}">{{Conflict_ChangedTime_Relative}}</time>{{/Conflict_ChangedTime_any}}.{{/Conflict_By_any}}</span></div>
{{#Conflict_IsMergeable_yes}}
<form class="form" method="post" action="{{Kept_Action}}">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".kept" value="{{Kept_Data}}">
<p>What you typed differs here from what is stored now. Choose what is to be saved.{{#Kept_Lost_any}} Not carried over, so the stored value stays: {{#Kept_Lost}}{{Kept_Lost_Item}}{{#Kept_Lost_separator}}, {{/Kept_Lost_separator}}{{/Kept_Lost}}.{{/Kept_Lost_any}}</p>
{{#Conflict_Differences}}<fieldset class="panel radios"><legend dir="auto">{{Conflict_Differences_Label}}</legend>
{{#Conflict_Differences_Lines_any}}<ul class="diff lines">{{#Conflict_Differences_Lines}}<li>{{#Conflict_Differences_Lines_IsYours_yes}}<ins>+ {{Conflict_Differences_Lines_Text:pre_escape}}</ins>{{/Conflict_Differences_Lines_IsYours_yes}}{{#Conflict_Differences_Lines_IsYours_no}}<del>- {{Conflict_Differences_Lines_Text:pre_escape}}</del>{{/Conflict_Differences_Lines_IsYours_no}}</li>{{/Conflict_Differences_Lines}}</ul>{{/Conflict_Differences_Lines_any}}
<label><input type="radio" name="{{Conflict_Differences_Input}}" value="yours" checked><span>Yours{{#Conflict_Differences_Lines_none}}: <b dir="auto">{{#Conflict_Differences_Yours_any}}{{Conflict_Differences_Yours:pre_escape}}{{/Conflict_Differences_Yours_any}}{{#Conflict_Differences_Yours_none}}nothing{{/Conflict_Differences_Yours_none}}</b>{{/Conflict_Differences_Lines_none}}{{#Conflict_Differences_Lines_any}} (+){{/Conflict_Differences_Lines_any}}</span></label>
<label><input type="radio" name="{{Conflict_Differences_Input}}" value="theirs"><span>Theirs{{#Conflict_Differences_Lines_none}}: <b dir="auto">{{#Conflict_Differences_Theirs_any}}{{Conflict_Differences_Theirs:pre_escape}}{{/Conflict_Differences_Theirs_any}}{{#Conflict_Differences_Theirs_none}}nothing{{/Conflict_Differences_Theirs_none}}</b>{{/Conflict_Differences_Lines_none}}{{#Conflict_Differences_Lines_any}} (-){{/Conflict_Differences_Lines_any}}</span></label></fieldset>
{{/Conflict_Differences}}
<div class="buttons"><button class="button primary">Save merged</button><a class="button quiet" href="{{Kept_Action}}">Throw yours away</a></div>
</form>
{{/Conflict_IsMergeable_yes}}
{{#Conflict_IsMergeable_no}}
<p><a class="button primary" href="{{Form_Path}}">Open the page as it is now</a></p>
{{#Conflict_Typed_any}}
<h2>What you typed</h2>
<p class="meta">Copy from here what you want to keep.</p>
{{#Conflict_Typed}}<div class="field"><label>{{Conflict_Typed_Pointer}}
<textarea class="input mono" rows="2" readonly>
{{Conflict_Typed_Value:pre_escape}}</textarea></label></div>{{/Conflict_Typed}}
{{/Conflict_Typed_any}}
{{/Conflict_IsMergeable_no}}
</div>
