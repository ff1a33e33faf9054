-- Where an attempt went over SSH: only there may another shim follow it.
alter table attempt add column endpoint text not null default '';
