{{%AUTOESCAPE context="HTML"}}
<div class="page-head"><h1>Overview</h1>{{#Project_IsDisabled_yes}}<span class="chip" data-state="warning">Disabled</span>{{/Project_IsDisabled_yes}}</div>
{{#Project_DescriptionHtml_any}}<div class="prose lead">{{Project_DescriptionHtml:none}}</div>{{/Project_DescriptionHtml_any}}
{{#Overview_HasSteps_no}}
<section class="panel empty"><h2>What happens at a deployment?</h2><p>The deployment process says it: steps in order, each on deployment targets or on the server.</p><a class="button primary cta" href="{{Project_Web}}/deployments/process">Define your deployment process</a></section>
{{/Overview_HasSteps_no}}
{{#Overview_NeedsRelease_yes}}
<section class="panel empty"><h2>Ready for the first release</h2><p>A release is a version with the process as it is now. It is deployed to one environment after the other.</p><a class="button primary cta" href="{{Project_Web}}/deployments/releases/new">Create release</a></section>
{{/Overview_NeedsRelease_yes}}
{{#Overview_HasReleases_yes}}
<div class="cols"><div>
<div class="sec-head"><h2>Releases</h2><span class="meta">newest first</span><a class="link push" href="{{Project_Web}}/deployments/releases">All releases</a></div>
<div class="scroll" role="region" aria-label="Releases by environment" tabindex="0" data-live="matrix"><table class="matrix prog"><caption class="vh">Releases by environment</caption>
<thead><tr><th scope="col">Release</th>{{#Progression_Environments}}<th scope="col" title="{{Progression_Environments_Name}}">{{Progression_Environments_Name}}</th>{{/Progression_Environments}}</tr></thead><tbody>
{{#Rows}}<tr><th scope="row" class="rowhead rel"><a href="{{Rows_Web}}"><b>{{Rows_Version}}</b></a><span class="meta">{{Rows_Channel}}<span> · <time datetime="{{Rows_AssembledTime_Iso}}" title="{{Rows_AssembledTime_Absolute}}">{{Rows_AssembledTime_Relative}}</time></span></span></th>
{{#Rows_Cells}}<td{{#Rows_Cells_IsOff_yes}} class="off"{{/Rows_Cells_IsOff_yes}}>{{#Rows_Cells_StateKey_any}}<a class="cell" data-state="{{Rows_Cells_StateKey}}" href="{{Rows_Cells_Web}}"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-{{Rows_Cells_StateKey}}"/></svg><span class="tt"><span class="vh">{{Rows_Cells_StateWord}} </span><time datetime="{{Rows_Cells_WhenTime_Iso}}" title="{{Rows_Cells_WhenTime_Absolute}}">{{Rows_Cells_WhenTime_Relative}}</time></span><span class="t">{{#Rows_Cells_IsLive_yes}}<span class="chip" data-look="ink">live</span>{{/Rows_Cells_IsLive_yes}}{{#Rows_Cells_IsLive_no}}{{Rows_Cells_Took}}{{/Rows_Cells_IsLive_no}}</span></a>{{/Rows_Cells_StateKey_any}}{{#Rows_Cells_DeployWeb_any}}<div class="act"><a class="button small cta" href="{{Rows_Cells_DeployWeb}}"><span>Deploy…<span class="vh"> {{Rows_Version}} to {{Rows_Cells_Environment}}</span></span></a></div>{{/Rows_Cells_DeployWeb_any}}{{#Rows_Cells_Needs_any}}<span class="none"><svg class="i" aria-hidden="true"><use href="/static/icons.svg#lock"/></svg>after {{Rows_Cells_Needs}}</span>{{/Rows_Cells_Needs_any}}</td>{{/Rows_Cells}}</tr>{{/Rows}}
</tbody></table></div>
</div>
<aside class="rail" aria-label="About this project">
{{#Live_any}}<section data-live="live"><h2>Live now</h2><dl class="facts">{{#Live}}<dt dir="auto">{{Live_Environment}}</dt><dd><a class="link" href="{{Live_Web}}">{{Live_Version}}</a> <span class="meta">since <time datetime="{{Live_SinceTime_Iso}}" title="{{Live_SinceTime_Absolute}}">{{Live_SinceTime_Relative}}</time></span></dd>{{/Live}}</dl></section>{{/Live_any}}
<section><h2>Lifecycle</h2><ol class="phases">{{#Phases}}<li><svg class="i" aria-hidden="true"><use href="/static/icons.svg#record"/></svg><span>{{Phases_Name}}</span><span class="meta">{{Phases_How}}</span></li>{{/Phases}}</ol></section>
{{#Events_Items_any}}<section><h2>Recent changes</h2><ol class="events">{{#Events_Items}}<li><span>{{Events_Items_Message}}<span class="meta">{{Events_Items_Username}}, <time datetime="{{Events_Items_OccurredTime_Iso}}" title="{{Events_Items_OccurredTime_Absolute}}">{{Events_Items_OccurredTime_Relative}}</time></span></span></li>{{/Events_Items}}</ol></section>{{/Events_Items_any}}
</aside></div>
{{/Overview_HasReleases_yes}}
