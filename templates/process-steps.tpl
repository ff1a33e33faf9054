{{%AUTOESCAPE context="HTML"}}
<div class="page-head proc-head"><h1>Process</h1><div class="actions">
{{#Steps_any}}<a class="button quiet" href="{{Project_Web}}/deployments/process/reorder">Reorder</a>{{/Steps_any}}<a class="button quiet" href="{{Project_Web}}/deployments/process/text">Text</a>
<a class="button primary cta" href="{{Project_Web}}/deployments/process/add">Add step</a></div></div>
{{#Steps_none}}<div class="panel empty steplist"><h2>No steps yet</h2><p>A step runs a script on every deployment target with a role, or on the server. Steps run one after the other.</p><a class="button cta" href="{{Project_Web}}/deployments/process/add">Add step</a></div>{{/Steps_none}}
{{#Steps_any}}
<form method="post" data-module="form">
<input type="hidden" name=".csrf" value="{{Form_Csrf}}"><input type="hidden" name=".key" value="{{Form_Key}}"><input type="hidden" name=".version" value="{{Form_Version}}">
<ol class="panel steplist">
{{#Steps}}<li{{#Steps_IsParallel_yes}} data-parallel{{/Steps_IsParallel_yes}}{{#Steps_IsDisabled_yes}} data-disabled{{/Steps_IsDisabled_yes}}><span class="n">{{Steps_Number}}</span><svg class="i" aria-hidden="true"><use href="/static/icons.svg#{{Steps_Icon}}"/></svg>
<div class="what"><a href="{{Steps_Web}}" dir="auto">{{Steps_Name}}</a>
<span class="meta">{{Steps_TypeName}} {{#Steps_Plan_is_targets}}on {{#Steps_Roles}}{{Steps_Roles_Item}}{{#Steps_Roles_separator}}, {{/Steps_Roles_separator}}{{/Steps_Roles}}{{/Steps_Plan_is_targets}}{{#Steps_Plan_is_server}}{{#Steps_IsManual_no}}on the server{{/Steps_IsManual_no}}{{/Steps_Plan_is_server}}{{#Steps_Plan_is_behalf}}on the server on behalf of {{#Steps_Roles}}{{Steps_Roles_Item}}{{#Steps_Roles_separator}}, {{/Steps_Roles_separator}}{{/Steps_Roles}}{{/Steps_Plan_is_behalf}}{{#Steps_IsParallel_yes}}, in parallel with the step before{{/Steps_IsParallel_yes}}</span>
<div class="chips">{{#Steps_IsDisabled_yes}}<span class="chip">Disabled</span>{{/Steps_IsDisabled_yes}}{{#Steps_IsRequired_yes}}<span class="chip">Required</span>{{/Steps_IsRequired_yes}}{{#Steps_Only}}<span class="chip"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#environment"/></svg>{{Steps_Only_Item}}</span>{{/Steps_Only}}{{#Steps_Skipped}}<span class="chip"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#environment"/></svg>not {{Steps_Skipped_Item}}</span>{{/Steps_Skipped}}{{#Steps_ChannelNames}}<span class="chip"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#channel"/></svg>{{Steps_ChannelNames_Item}}</span>{{/Steps_ChannelNames}}{{#Steps_Condition_is_Failure}}<span class="chip">after a failure</span>{{/Steps_Condition_is_Failure}}{{#Steps_Condition_is_Always}}<span class="chip">always</span>{{/Steps_Condition_is_Always}}{{#Steps_Condition_is_Variable}}<span class="chip">by an expression</span>{{/Steps_Condition_is_Variable}}</div></div>
<div class="tools">
{{#Steps_Up_any}}<button class="icon-btn" name=".move" value="{{Steps_Up}}" aria-label="Move {{Steps_Name}} up" title="Move up"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#up"/></svg></button>{{/Steps_Up_any}}
{{#Steps_Down_any}}<button class="icon-btn" name=".move" value="{{Steps_Down}}" aria-label="Move {{Steps_Name}} down" title="Move down"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#chev"/></svg></button>{{/Steps_Down_any}}
<details class="menu"><summary class="icon-btn" aria-label="More for {{Steps_Name}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#more"/></svg></summary><div class="items">
<a href="{{Steps_Web}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#edit"/></svg>Edit</a>
<a href="{{Project_Web}}/deployments/process/add?after={{Steps_Id:url_query_escape}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#plus"/></svg>Add a step after it</a>
<a href="{{Steps_SaveAsLink}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#file"/></svg>Save as template</a>
<button name=".copy" value="{{Steps_At}}"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#copy"/></svg>Clone</button>
{{#Steps_IsDisabled_no}}<button name="{{Steps_At}}/Actions/0/IsDisabled" value="true"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#x"/></svg>Disable</button>{{/Steps_IsDisabled_no}}{{#Steps_IsDisabled_yes}}<button name="{{Steps_At}}/Actions/0/IsDisabled" value="false"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#check"/></svg>Enable</button>{{/Steps_IsDisabled_yes}}
<details><summary class="button quiet danger">Delete…</summary><button class="button danger solid" name=".remove" value="{{Steps_At}}">Delete this step</button></details>
</div></details>
</div></li>{{/Steps}}
</ol>
</form>
{{/Steps_any}}
