-- A failed unit that runs again by itself: how often it did since somebody last said so,
-- and when it will.
alter table activity add column retries integer not null default 0;
alter table activity add column retry_at timestamptz;

-- A unit that ran again has a node for each attempt (kind attempt, n that of the attempt)
-- below it; they come when they are needed, so their ids are not in the order of the tree.
create unique index activity_attempt on activity (parent_id, n) where kind = 'attempt';
