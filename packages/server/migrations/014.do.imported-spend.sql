-- How many calls a row stands for: 1, but for history that was imported by the day.
alter table spend_event add column calls bigint not null default 1 check (calls >= 0);
