{{%AUTOESCAPE context="HTML"}}
<!doctype html>
<html lang="en" data-theme="{{Shell_Theme}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{{#Shell_Refresh_any}}<noscript><meta http-equiv="refresh" content="5"></noscript>{{/Shell_Refresh_any}}
<title>{{Shell_Title}}</title>
<link rel="icon" href="/static/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/css/tokens.css?v={{Shell_Assets:url_query_escape}}">
<link rel="stylesheet" href="/static/css/base.css?v={{Shell_Assets:url_query_escape}}">
<link rel="stylesheet" href="/static/css/layout.css?v={{Shell_Assets:url_query_escape}}">
<link rel="stylesheet" href="/static/css/components.css?v={{Shell_Assets:url_query_escape}}">
<link rel="stylesheet" href="/static/css/pages.css?v={{Shell_Assets:url_query_escape}}">
<link rel="stylesheet" href="/static/css/more.css?v={{Shell_Assets:url_query_escape}}">
<script type="module" src="/static/js/main.js?v={{Shell_Assets:url_query_escape}}"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="topbar">
{{#Shell_UserId_any}}
<details class="fold"><summary aria-label="Menu"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#list"/></svg></summary>
<nav aria-label="Menu">
<a href="{{Shell_SpaceWeb}}"{{#Shell_Section_is_dashboard}} aria-current="page"{{/Shell_Section_is_dashboard}}>Dashboard</a>
<a href="{{Shell_SpaceWeb}}/projects"{{#Shell_Section_is_projects}} aria-current="true"{{/Shell_Section_is_projects}}>Projects</a>
<a href="{{Shell_SpaceWeb}}/infrastructure"{{#Shell_Section_is_infrastructure}} aria-current="true"{{/Shell_Section_is_infrastructure}}>Infrastructure</a>
<a href="{{Shell_SpaceWeb}}/library/variables"{{#Shell_Section_is_library}} aria-current="true"{{/Shell_Section_is_library}}>Library</a>
<a href="{{Shell_SpaceWeb}}/tasks"{{#Shell_Section_is_tasks}} aria-current="true"{{/Shell_Section_is_tasks}}>Tasks</a>
<a href="/app/configuration"{{#Shell_Section_is_configuration}} aria-current="true"{{/Shell_Section_is_configuration}}>Configuration</a>
{{#Shell_Nav_any}}
<h2>{{Project_Name}}</h2>
<a href="{{Project_Web}}"{{#Shell_Nav_is_overview}} aria-current="page"{{/Shell_Nav_is_overview}}>Overview</a>
<a href="{{Project_Web}}/deployments/process"{{#Shell_Nav_is_process}} aria-current="page"{{/Shell_Nav_is_process}}>Process</a>
<a href="{{Project_Web}}/deployments/releases"{{#Shell_Nav_is_releases}} aria-current="page"{{/Shell_Nav_is_releases}}>Releases</a>
<a href="{{Project_Web}}/deployments/releases/new">Create release</a>
<a href="{{Project_Web}}/variables"{{#Shell_Nav_is_variables}} aria-current="page"{{/Shell_Nav_is_variables}}>Variables</a>
<a href="{{Project_Web}}/tasks"{{#Shell_Nav_is_tasks}} aria-current="page"{{/Shell_Nav_is_tasks}}>Tasks</a>
<a href="{{Project_Web}}/audit"{{#Shell_Nav_is_audit}} aria-current="page"{{/Shell_Nav_is_audit}}>Audit</a>
<a href="{{Project_Web}}/settings"{{#Shell_Nav_is_settings}} aria-current="page"{{/Shell_Nav_is_settings}}>Settings</a>
{{/Shell_Nav_any}}
</nav></details>
{{/Shell_UserId_any}}
<a class="brand" href="/app" aria-label="Slipway"><svg viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="5.5"/><path d="M4.500 18.800 19.500 13.300"/><path d="m5.900 10.100 12-4.400c.5-.2 1 .3.8.8l-1.100 3.300c-.2.6-.6 1-1.200 1.200l-5.700 2.100c-.7.3-1.500.1-2-.4L5.800 11.200c-.5-.2-.4-.9.1-1.100z"/></svg><span>Slipway</span></a>
{{#Shell_UserId_any}}
{{#Spaces_one}}<span class="space">{{Space_Name}}</span>{{/Spaces_one}}
{{#Spaces_many}}<details class="menu"><summary class="space">{{Space_Name}} <svg class="i sm" aria-hidden="true"><use href="/static/icons.svg#chev"/></svg></summary><div class="items">{{#Spaces}}<a href="/app/{{Spaces_Id}}">{{Spaces_Name}}</a>{{/Spaces}}</div></details>{{/Spaces_many}}
<nav class="mainnav" aria-label="Main">
<a href="{{Shell_SpaceWeb}}"{{#Shell_Section_is_dashboard}} aria-current="page"{{/Shell_Section_is_dashboard}}>Dashboard</a>
<a href="{{Shell_SpaceWeb}}/projects"{{#Shell_Section_is_projects}} aria-current="true"{{/Shell_Section_is_projects}}>Projects</a>
<a href="{{Shell_SpaceWeb}}/infrastructure"{{#Shell_Section_is_infrastructure}} aria-current="true"{{/Shell_Section_is_infrastructure}}>Infrastructure</a>
<a href="{{Shell_SpaceWeb}}/library/variables"{{#Shell_Section_is_library}} aria-current="true"{{/Shell_Section_is_library}}>Library</a>
<a href="{{Shell_SpaceWeb}}/tasks"{{#Shell_Section_is_tasks}} aria-current="true"{{/Shell_Section_is_tasks}}>Tasks</a>
<a href="/app/configuration"{{#Shell_Section_is_configuration}} aria-current="true"{{/Shell_Section_is_configuration}}>Configuration</a>
</nav>
<div class="end">
<a class="find" href="{{Shell_SpaceWeb}}/projects" data-key="find"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#search"/></svg><span class="vh-mid">Search or jump to</span><kbd>Ctrl K</kbd></a>
{{Shell_CountersHtml:none}}
{{#Shell_Recording_any}}<a class="rec" data-on href="/app/users/me/recordings/{{Shell_Recording_Id}}"><i></i>REC<span class="vh">: {{Shell_Recording_Name}}, requests:</span> {{Shell_Recording_Count}}</a>{{/Shell_Recording_any}}
{{#Shell_NotRecording_yes}}<a class="rec" href="/app/users/me/recordings" title="Record what you do"><i></i><span class="vh-small">Record</span></a>{{/Shell_NotRecording_yes}}
<details class="menu"><summary class="avatar" title="{{Shell_UserName}}"><span class="vh">Menu of {{Shell_UserName}}, </span>{{Shell_UserInitials}}</summary>
<div class="items">
<span class="meta">Signed in as {{Shell_UserName}}</span>
<a href="/app/users/me"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#user"/></svg>Profile</a>
<a href="/app/users/me/apikeys"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#key"/></svg>API keys</a>
{{#Shell_HasRecordings_yes}}<a href="/app/users/me/recordings"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#record"/></svg>Recordings</a>{{/Shell_HasRecordings_yes}}
<hr>
<form method="post" action="/app/theme" data-module="theme"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".to" value="{{Shell_Here}}">
<button name="theme" value="light"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#sun"/></svg>Light{{#Shell_Theme_is_light}}<span class="vh"> (chosen)</span><svg class="i sm push" aria-hidden="true"><use href="/static/icons.svg#check"/></svg>{{/Shell_Theme_is_light}}</button>
<button name="theme" value="dark"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#sun"/></svg>Dark{{#Shell_Theme_is_dark}}<span class="vh"> (chosen)</span><svg class="i sm push" aria-hidden="true"><use href="/static/icons.svg#check"/></svg>{{/Shell_Theme_is_dark}}</button>
<button name="theme" value="system"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#settings"/></svg>As the system{{#Shell_Theme_is_system}}<span class="vh"> (chosen)</span><svg class="i sm push" aria-hidden="true"><use href="/static/icons.svg#check"/></svg>{{/Shell_Theme_is_system}}</button></form>
<hr>
<form method="post" action="/app/users/sign-out"><input type="hidden" name=".csrf" value="{{Form_Csrf}}"><button><svg class="i" aria-hidden="true"><use href="/static/icons.svg#logout"/></svg>Sign out</button></form>
</div></details>
</div>
{{/Shell_UserId_any}}
</header>
<div class="frame"{{#Shell_Nav_none}} data-wide{{/Shell_Nav_none}}>
{{#Shell_Nav_any}}
<div class="side"><nav class="projnav" aria-label="Project">
<a class="who" href="{{Project_Web}}">{{#Project_LogoUrl_any}}<img class="tile lg" src="{{Project_LogoUrl}}" alt="" width="32" height="32">{{/Project_LogoUrl_any}}{{#Project_LogoUrl_none}}<span class="tile lg" data-tone="{{Project_Tone}}" aria-hidden="true">{{Project_Initial}}</span>{{/Project_LogoUrl_none}}<span dir="auto">{{Project_Name}}</span></a>
<a class="button cta" href="{{Project_Web}}/deployments/releases/new">Create release</a>
<a href="{{Project_Web}}"{{#Shell_Nav_is_overview}} aria-current="page"{{/Shell_Nav_is_overview}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#overview"/></svg>Overview</a>
<h2>Deployments</h2>
<a href="{{Project_Web}}/deployments/process"{{#Shell_Nav_is_process}} aria-current="page"{{/Shell_Nav_is_process}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#process"/></svg>Process</a>
<a href="{{Project_Web}}/deployments/releases"{{#Shell_Nav_is_releases}} aria-current="page"{{/Shell_Nav_is_releases}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#release"/></svg>Releases</a>
<h2>Project</h2>
<a href="{{Project_Web}}/variables"{{#Shell_Nav_is_variables}} aria-current="page"{{/Shell_Nav_is_variables}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#variable"/></svg>Variables</a>
<a href="{{Project_Web}}/tasks"{{#Shell_Nav_is_tasks}} aria-current="page"{{/Shell_Nav_is_tasks}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#task"/></svg>Tasks</a>
<a href="{{Project_Web}}/audit"{{#Shell_Nav_is_audit}} aria-current="page"{{/Shell_Nav_is_audit}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#audit"/></svg>Audit</a>
<a href="{{Project_Web}}/settings"{{#Shell_Nav_is_settings}} aria-current="page"{{/Shell_Nav_is_settings}}><svg class="i" aria-hidden="true"><use href="/static/icons.svg#settings"/></svg>Settings</a>
</nav></div>
{{/Shell_Nav_any}}
<main id="main" tabindex="-1">
{{#Shell_Flash_any}}<div class="banner" data-state="success" role="status"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-success"/></svg><span>{{Shell_Flash}}</span></div>{{/Shell_Flash_any}}
{{#Refusal_Message_any}}<div class="banner" data-state="failed" role="alert" tabindex="-1" data-module="focus"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-failed"/></svg><b>{{Refusal_Message}}</b>{{#Errors_any}}<ul>{{#Errors}}<li><a class="link" href="#{{Errors_Pointer}}">{{Errors_Message}}</a></li>{{/Errors}}</ul>{{/Errors_any}}</div>{{/Refusal_Message_any}}
{{#Request_any}}
<section class="request formats" aria-label="API request" data-module="request">
<div class="head"><h2>API request of {{Request_Label}}</h2>
<div class="seg" role="radiogroup" aria-label="Format">
<label><input type="radio" name="format" value="curl" checked><span>curl</span></label>
<label><input type="radio" name="format" value="js"><span>JavaScript</span></label>
<label><input type="radio" name="format" value="http"><span>HTTP</span></label>
{{#Request_Changes_any}}<label><input type="radio" name="format" value="changes"><span>Changes</span></label>{{/Request_Changes_any}}
</div><span class="push"></span><span class="meta">Not sent yet</span></div>
<pre class="format" data-format="curl" tabindex="0">{{Request_Curl:pre_escape}}</pre>
<pre class="format" data-format="js" tabindex="0">{{Request_JavaScript:pre_escape}}</pre>
<pre class="format" data-format="http" tabindex="0">{{Request_Http:pre_escape}}</pre>
{{#Request_Changes_any}}<ol class="format diff" data-format="changes">{{#Request_Changes}}<li><code>{{Request_Changes_Pointer}}</code><span>{{#Request_Changes_Before_any}}<del>{{Request_Changes_Before}}</del> {{/Request_Changes_Before_any}}→ {{#Request_Changes_After_any}}<ins>{{Request_Changes_After}}</ins>{{/Request_Changes_After_any}}</span></li>{{/Request_Changes}}</ol>{{/Request_Changes_any}}
</section>
{{/Request_any}}
{{Shell_Body:none}}
{{#Shell_ShowsCalls_yes}}
<section class="request" aria-label="API requests of this page">
<div class="head"><h2>API requests of this page</h2><span class="meta">what it asked the server for</span></div>
{{#Shell_Calls}}<details class="sect"><summary><svg class="i turn" aria-hidden="true"><use href="/static/icons.svg#right"/></svg><span class="k">GET</span><span class="v" data-set><code>{{Shell_Calls_Path}}</code> · {{Shell_Calls_Status}} · {{Shell_Calls_Size}} · {{Shell_Calls_Time}}</span></summary>
<div class="formats"><div class="seg" role="radiogroup" aria-label="Format">
<label><input type="radio" name="call-{{Shell_Calls_Number}}" value="curl" checked><span>curl</span></label>
<label><input type="radio" name="call-{{Shell_Calls_Number}}" value="js"><span>JavaScript</span></label>
<label><input type="radio" name="call-{{Shell_Calls_Number}}" value="http"><span>HTTP</span></label>
<label><input type="radio" name="call-{{Shell_Calls_Number}}" value="answer"><span>Answer</span></label></div>
<pre class="format" data-format="curl" tabindex="0">{{Shell_Calls_Curl:pre_escape}}</pre>
<pre class="format" data-format="js" tabindex="0">{{Shell_Calls_JavaScript:pre_escape}}</pre>
<pre class="format" data-format="http" tabindex="0">{{Shell_Calls_Http:pre_escape}}</pre>
<pre class="format" data-format="answer" tabindex="0">{{Shell_Calls_Body:pre_escape}}</pre></div></details>{{/Shell_Calls}}
</section>
{{/Shell_ShowsCalls_yes}}
</main>
</div>
<footer class="footer">
{{#Shell_UserId_any}}<a href="{{Shell_ApiLink}}" data-key="."><svg class="i" aria-hidden="true"><use href="/static/icons.svg#code"/></svg>{{Shell_CallCount}} API requests</a>{{/Shell_UserId_any}}
<span>{{Shell_Ms}} ms</span><span>{{Shell_Weight}}</span>
<span class="push">Slipway</span>
{{#Shell_UserId_any}}<button type="button" data-key="help"><kbd>?</kbd>Shortcuts</button>{{/Shell_UserId_any}}
</footer>
</body>
</html>
