{{%AUTOESCAPE context="HTML"}}
<div class="sign-in">
<h1>Sign in to Slipway</h1>
<form class="form" method="post" action="/app/users/sign-in">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".to" value="{{SignIn_To}}">
<div class="fields">
<div class="field"><label for="username">User name</label><input class="input" id="username" name="/Username" value="{{SignIn_Username}}" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus></div>
<div class="field"><label for="password">Password</label><input class="input" id="password" name="/Password" type="password" autocomplete="current-password" required></div>
<input type="hidden" name="/RememberMe" value="false"><label class="check"><input type="checkbox" name="/RememberMe" value="true">Stay signed in for 20 days</label>
<button class="button primary">Sign in</button>
</div>
</form>
</div>
