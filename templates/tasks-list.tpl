{{%AUTOESCAPE context="HTML"}}
<div class="page-head"><h1>Tasks</h1></div>
<div class="filters"><nav class="tabs" aria-label="State">{{#Filters}}<a href="{{Filters_Web}}"{{#Filters_IsChosen_yes}} aria-current="true"{{/Filters_IsChosen_yes}}>{{Filters_Label}}</a>{{/Filters}}</nav>
<form class="row push" method="get" action="{{Filter_Path}}" role="search"><input type="hidden" name="states" value="{{Filter_States}}">
<label class="vh" for="q">Search tasks</label><input class="input short" id="q" name="q" value="{{Filter_Text}}" placeholder="Search tasks" type="search">
{{#Filter_HasProjects_yes}}<label class="vh" for="project">Project</label><select class="input short" id="project" name="project"><option value="">All projects</option>{{#ProjectOptions}}<option value="{{ProjectOptions_Value}}"{{#ProjectOptions_IsChosen_yes}} selected{{/ProjectOptions_IsChosen_yes}}>{{ProjectOptions_Label}}</option>{{/ProjectOptions}}</select>{{/Filter_HasProjects_yes}}
{{#Filter_HasEnvironments_yes}}<label class="vh" for="environment">Environment</label><select class="input short" id="environment" name="environment"><option value="">All environments</option>{{#EnvironmentOptions}}<option value="{{EnvironmentOptions_Value}}"{{#EnvironmentOptions_IsChosen_yes}} selected{{/EnvironmentOptions_IsChosen_yes}}>{{EnvironmentOptions_Label}}</option>{{/EnvironmentOptions}}</select>{{/Filter_HasEnvironments_yes}}
<button class="button">Filter</button></form></div>
<div data-live="tasks">
{{#Tasks_Items_any}}
<table class="table rows"><caption class="vh">Tasks, newest first</caption>
<thead><tr><th scope="col">State</th><th scope="col">Task</th>{{#Tasks_OfProject_no}}<th scope="col" class="known">Project</th>{{/Tasks_OfProject_no}}<th scope="col" class="known">Environment</th><th scope="col">By</th><th scope="col">Queued</th><th scope="col" class="end">Duration</th></tr></thead>
<tbody>{{#Tasks_Items}}<tr><td class="tight"><span class="state" data-state="{{Tasks_Items_StateKey}}"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-{{Tasks_Items_StateKey}}"/></svg>{{Tasks_Items_StateWord}}</span></td>
<th scope="row"><a class="link" href="{{Tasks_Items_Web}}" dir="auto">{{Tasks_Items_Description}}</a></th>
{{#Tasks_Items_InSpace_yes}}<td class="known clip"{{#Tasks_Items_ProjectName_any}} title="{{Tasks_Items_ProjectName}}"{{/Tasks_Items_ProjectName_any}}>{{#Tasks_Items_ProjectWeb_any}}<a href="{{Tasks_Items_ProjectWeb}}">{{Tasks_Items_ProjectName}}</a>{{/Tasks_Items_ProjectWeb_any}}</td>{{/Tasks_Items_InSpace_yes}}
<td class="known clip"{{#Tasks_Items_EnvironmentName_any}} title="{{Tasks_Items_EnvironmentName}}"{{/Tasks_Items_EnvironmentName_any}}>{{Tasks_Items_EnvironmentName}}</td><td class="clip">{{Tasks_Items_Who}}</td>
<td class="tight"><time datetime="{{Tasks_Items_QueueTimeTime_Iso}}" title="{{Tasks_Items_QueueTimeTime_Absolute}}">{{Tasks_Items_QueueTimeTime_Relative}}</time></td><td class="end tight">{{Tasks_Items_Took}}</td></tr>{{/Tasks_Items}}</tbody></table>
{{/Tasks_Items_any}}
{{#Tasks_Items_none}}{{#Filter_IsSet_yes}}<div class="panel empty"><p>No task matches.</p><a class="button" href="{{Filter_Path}}">Clear the filters</a></div>{{/Filter_IsSet_yes}}
{{#Filter_IsSet_no}}<div class="panel empty"><p>No task here. Deployments and health checks appear as tasks when they are started.</p></div>{{/Filter_IsSet_no}}{{/Tasks_Items_none}}
</div>
{{#Pager_IsNeeded_yes}}<nav class="pager" aria-label="Pages"><span class="meta">{{Pager_From}}–{{Pager_To}} of {{Pager_Total}}</span><span class="push"></span>{{#Pager_PreviousLink_any}}<a class="button small" href="{{Pager_PreviousLink}}">Newer</a>{{/Pager_PreviousLink_any}}{{#Pager_NextLink_any}}<a class="button small" href="{{Pager_NextLink}}">Older</a>{{/Pager_NextLink_any}}</nav>{{/Pager_IsNeeded_yes}}
