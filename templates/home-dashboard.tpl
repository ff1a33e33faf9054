{{%AUTOESCAPE context="HTML"}}
<div class="page-head"><h1>Dashboard</h1>
{{#Matrix_Total_any}}<form class="actions" method="get" role="search"><label class="vh" for="q">Filter projects</label><input class="input short" id="q" name="q" value="{{Matrix_Filter}}" placeholder="Filter projects" type="search"><button class="button">Filter</button></form>{{/Matrix_Total_any}}
</div>
{{#First_any}}
<section class="panel lead" aria-labelledby="first"><h2 id="first">Your first deployment</h2>
<ol class="first">
<li{{#First_HasEnvironment_yes}} data-done{{/First_HasEnvironment_yes}}><a href="{{Shell_SpaceWeb}}/infrastructure/environments"><span>{{#First_HasEnvironment_yes}}<svg class="i" aria-hidden="true"><use href="/static/icons.svg#check"/></svg><span class="vh">Done:</span>{{/First_HasEnvironment_yes}}</span><span><b>Add an environment</b> <span class="meta">where software runs: Test, Production</span></span></a></li>
<li{{#First_HasTarget_yes}} data-done{{/First_HasTarget_yes}}><a href="{{Shell_SpaceWeb}}/infrastructure/machines"><span>{{#First_HasTarget_yes}}<svg class="i" aria-hidden="true"><use href="/static/icons.svg#check"/></svg><span class="vh">Done:</span>{{/First_HasTarget_yes}}</span><span><b>Add a deployment target</b> <span class="meta">a machine over SSH, or a cloud region</span></span></a></li>
<li{{#First_HasProject_yes}} data-done{{/First_HasProject_yes}}><a href="{{Shell_SpaceWeb}}/projects{{#First_HasProject_no}}/new{{/First_HasProject_no}}"><span>{{#First_HasProject_yes}}<svg class="i" aria-hidden="true"><use href="/static/icons.svg#check"/></svg><span class="vh">Done:</span>{{/First_HasProject_yes}}</span><span><b>Add a project</b> <span class="meta">what is deployed together</span></span></a></li>
<li{{#First_HasProcess_yes}} data-done{{/First_HasProcess_yes}}><a href="{{#First_ProjectWeb_any}}{{First_ProjectWeb}}/deployments/process{{/First_ProjectWeb_any}}{{#First_ProjectWeb_none}}/app{{/First_ProjectWeb_none}}"><span>{{#First_HasProcess_yes}}<svg class="i" aria-hidden="true"><use href="/static/icons.svg#check"/></svg><span class="vh">Done:</span>{{/First_HasProcess_yes}}</span><span><b>Define its deployment process</b> <span class="meta">the steps, in order</span></span></a></li>
<li{{#First_HasRelease_yes}} data-done{{/First_HasRelease_yes}}><a href="{{#First_ProjectWeb_any}}{{First_ProjectWeb}}/deployments/releases/new{{/First_ProjectWeb_any}}{{#First_ProjectWeb_none}}/app{{/First_ProjectWeb_none}}"><span>{{#First_HasRelease_yes}}<svg class="i" aria-hidden="true"><use href="/static/icons.svg#check"/></svg><span class="vh">Done:</span>{{/First_HasRelease_yes}}</span><span><b>Create a release and deploy it</b> <span class="meta">and read its log</span></span></a></li>
</ol></section>
{{/First_any}}
{{#Matrix_Groups_any}}
<div class="scroll" role="region" aria-label="Latest deployments" tabindex="0" data-live="matrix"><table class="matrix"><caption class="vh">Latest deployment of each project to each environment</caption>
<thead><tr><th scope="col">Project</th>{{#Matrix_Environments}}<th scope="col" title="{{Matrix_Environments_Name}}">{{Matrix_Environments_Name}}</th>{{/Matrix_Environments}}</tr></thead>
{{#Matrix_Groups}}
<tbody><tr class="group"><th scope="rowgroup" colspan="{{Matrix_Groups_Span}}">{{Matrix_Groups_Name}}<small>{{Matrix_Groups_Rows_Count}} {{#Matrix_Groups_Rows_one}}project{{/Matrix_Groups_Rows_one}}{{#Matrix_Groups_Rows_many}}projects{{/Matrix_Groups_Rows_many}}</small></th></tr>
{{#Matrix_Groups_Rows}}
<tr><th scope="row" class="rowhead"><a href="{{Matrix_Groups_Rows_Web}}">{{#Matrix_Groups_Rows_LogoUrl_any}}<img class="tile" src="{{Matrix_Groups_Rows_LogoUrl}}" alt="" width="24" height="24" loading="lazy">{{/Matrix_Groups_Rows_LogoUrl_any}}{{#Matrix_Groups_Rows_LogoUrl_none}}<span class="tile" data-tone="{{Matrix_Groups_Rows_Tone}}" aria-hidden="true">{{Matrix_Groups_Rows_Initial}}</span>{{/Matrix_Groups_Rows_LogoUrl_none}}<span dir="auto">{{Matrix_Groups_Rows_Name}}</span>{{#Matrix_Groups_Rows_IsDisabled_yes}} <span class="chip">Disabled</span>{{/Matrix_Groups_Rows_IsDisabled_yes}}</a></th>
{{#Matrix_Groups_Rows_Cells}}<td>{{#Matrix_Groups_Rows_Cells_Version_any}}<a class="cell" data-state="{{Matrix_Groups_Rows_Cells_StateKey}}" href="{{Matrix_Groups_Rows_Cells_Web}}"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-{{Matrix_Groups_Rows_Cells_StateKey}}"/></svg><b>{{Matrix_Groups_Rows_Cells_Version}}</b><span class="t"><span class="vh">{{Matrix_Groups_Rows_Cells_StateWord}} </span><time datetime="{{Matrix_Groups_Rows_Cells_WhenTime_Iso}}" title="{{Matrix_Groups_Rows_Cells_WhenTime_Absolute}}">{{Matrix_Groups_Rows_Cells_WhenTime_Relative}}</time></span>{{#Matrix_Groups_Rows_Cells_Live_any}}<span class="second">{{Matrix_Groups_Rows_Cells_Live}} is live</span>{{/Matrix_Groups_Rows_Cells_Live_any}}</a>{{/Matrix_Groups_Rows_Cells_Version_any}}{{#Matrix_Groups_Rows_Cells_IsInLifecycle_yes}}<span class="none" title="Never deployed">–<span class="vh"> never deployed</span></span>{{/Matrix_Groups_Rows_Cells_IsInLifecycle_yes}}</td>{{/Matrix_Groups_Rows_Cells}}</tr>
{{/Matrix_Groups_Rows}}</tbody>
{{/Matrix_Groups}}
</table></div>
<p class="meta under">{{Matrix_Shown}} of {{Matrix_Total}} shown · a dash: never deployed · empty: not in the project’s lifecycle</p>
{{/Matrix_Groups_any}}
{{#Matrix_Groups_none}}{{#Matrix_Filter_any}}<div class="panel empty"><p>No project matches “{{Matrix_Filter}}”.</p><a class="button" href="{{Shell_SpaceWeb}}">Clear the filter</a></div>{{/Matrix_Filter_any}}{{/Matrix_Groups_none}}
