{{%AUTOESCAPE context="HTML"}}
<div class="sign-in">
<h1>Sign in to Slipway</h1>
{{#Kept_Data_any}}<div class="banner" data-state="warning" role="alert"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-warning"/></svg><span>Your session has ended. Nothing was sent yet: sign in, and what you typed is here.{{#Kept_Lost_any}} Not kept: {{#Kept_Lost}}{{Kept_Lost_Item}}{{#Kept_Lost_separator}}, {{/Kept_Lost_separator}}{{/Kept_Lost}}.{{/Kept_Lost_any}}</span></div>{{/Kept_Data_any}}
<form class="form" method="post" action="/app/users/sign-in">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".to" value="{{SignIn_To}}">{{#Kept_Data_any}}<input type="hidden" name=".kept" value="{{Kept_Data}}">{{/Kept_Data_any}}
<div class="fields">
<div class="field"><label for="username">User name</label><input class="input" id="username" name="/Username" value="{{SignIn_Username}}" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus></div>
<div class="field"><label for="password">Password</label><input class="input" id="password" name="/Password" type="password" autocomplete="current-password" required></div>
<input type="hidden" name="/RememberMe" value="false"><label class="check"><input type="checkbox" name="/RememberMe" value="true">Stay signed in for 20 days</label>
<button class="button primary">Sign in</button>
</div>
</form>
</div>
