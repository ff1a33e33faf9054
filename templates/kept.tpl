{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<div class="page-head"><h1>What you typed is here</h1></div>
<div class="banner" data-state="warning" role="alert"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg><span>You were signed out before it could be sent.{{#Kept_User_any}} You are now signed in as {{Kept_User}}.{{/Kept_User_any}} Nothing was sent yet.{{#Kept_Lost_any}} Not kept, so give it again: {{#Kept_Lost}}{{Kept_Lost_Item}}{{#Kept_Lost_separator}}, {{/Kept_Lost_separator}}{{/Kept_Lost}}.{{/Kept_Lost_any}}</span></div>
<form class="form" method="post" action="{{Kept_Action}}">
<input type="hidden" name=".csrf" value="{{Kept_Csrf}}"><input type="hidden" name=".kept" value="{{Kept_Data}}">
<div class="buttons">{{#Kept_IsWhole_yes}}<button class="button primary">Send it now</button><button class="button" name=".review" value="1">Back to the form</button>{{/Kept_IsWhole_yes}}{{#Kept_IsWhole_no}}<button class="button primary" name=".review" value="1">Back to the form</button>{{/Kept_IsWhole_no}}<a class="button quiet" href="{{Kept_Action}}">Throw it away</a></div>
</form>
{{#Kept_Typed_any}}
<h2>What you typed</h2>
{{#Kept_Typed}}<div class="field"><label>{{Kept_Typed_Pointer}}
<textarea class="input mono" rows="2" readonly>
{{Kept_Typed_Value:pre_escape}}</textarea></label></div>{{/Kept_Typed}}
{{/Kept_Typed_any}}
</div>
