{{%AUTOESCAPE context="HTML"}}
<div class="narrow stack">
<div class="page-head"><h1>{{Error_Title}}</h1></div>
<div class="panel"><div class="pad stack">
<p>{{Error_Message}}</p>
{{#Error_IsOurs_yes}}<p class="meta">The server's log tells more at request {{Error_RequestId}}.</p>{{/Error_IsOurs_yes}}
<p><a class="button" href="/app">To the dashboard</a></p>
</div></div>
</div>
