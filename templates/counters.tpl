{{%AUTOESCAPE context="HTML"}}
<div class="counters" data-live="counters">
{{#Shell_Running_any}}<a class="counter" data-state="running" href="{{Shell_SpaceWeb}}/tasks?states=Executing,Cancelling"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-running"/></svg>{{Shell_Running}}<span class="vh"> running</span></a>{{/Shell_Running_any}}
{{#Shell_Queued_any}}<a class="counter" data-state="queued" href="{{Shell_SpaceWeb}}/tasks?states=Queued"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-queued"/></svg>{{Shell_Queued}}<span class="vh"> queued</span></a>{{/Shell_Queued_any}}
{{#Shell_Waiting_any}}<a class="counter" data-state="waiting" href="{{Shell_SpaceWeb}}/tasks?waiting=true"><svg class="s" aria-hidden="true"><use href="/static/icons.svg#s-waiting"/></svg>{{Shell_Waiting}}<span class="vh"> waiting for a person</span></a>{{/Shell_Waiting_any}}
</div>
