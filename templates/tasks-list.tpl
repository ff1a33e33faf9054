{{%AUTOESCAPE context="HTML"}}
<div class="page-head"><h1>Tasks</h1>
<nav class="tabs" aria-label="State">{{#Filters}}<a href="{{Filters_Web}}"{{#Filters_IsChosen_yes}} aria-current="true"{{/Filters_IsChosen_yes}}>{{Filters_Label}}</a>{{/Filters}}</nav></div>
{{#Tasks_Items_any}}
<table class="table" data-live="tasks"><caption class="vh">Tasks, newest first</caption>
<thead><tr><th scope="col">State</th><th scope="col">Task</th>{{#Shell_Nav_none}}<th scope="col">Project</th>{{/Shell_Nav_none}}<th scope="col">Queued</th><th scope="col" class="end">Duration</th></tr></thead>
<tbody>{{#Tasks_Items}}<tr><td><span class="state" data-state="{{Tasks_Items_StateKey}}"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-{{Tasks_Items_StateKey}}"/></svg>{{Tasks_Items_StateWord}}</span></td>
<th scope="row"><a class="link" href="{{Tasks_Items_Web}}" dir="auto">{{Tasks_Items_Description}}</a></th>
{{#Shell_Nav_none}}<td data-label="Project">{{Tasks_Items_ProjectName}}</td>{{/Shell_Nav_none}}
<td data-label="Queued"><time datetime="{{Tasks_Items_QueueTimeTime_Iso}}" title="{{Tasks_Items_QueueTimeTime_Absolute}}">{{Tasks_Items_QueueTimeTime_Relative}}</time></td><td class="end" data-label="Duration">{{Tasks_Items_Took}}</td></tr>{{/Tasks_Items}}</tbody></table>
{{#Pager_IsNeeded_yes}}<nav class="pager" aria-label="Pages"><span class="meta">{{Pager_From}}–{{Pager_To}} of {{Pager_Total}}</span><span class="push"></span>{{#Pager_PreviousLink_any}}<a class="button small" href="{{Pager_PreviousLink}}">Newer</a>{{/Pager_PreviousLink_any}}{{#Pager_NextLink_any}}<a class="button small" href="{{Pager_NextLink}}">Older</a>{{/Pager_NextLink_any}}</nav>{{/Pager_IsNeeded_yes}}
{{/Tasks_Items_any}}
{{#Tasks_Items_none}}<div class="panel empty"><p>No task here. Deployments and health checks appear as tasks when they are started.</p></div>{{/Tasks_Items_none}}
