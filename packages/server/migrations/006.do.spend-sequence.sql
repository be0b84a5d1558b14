-- Which batch recorded an event, so that what was recorded after a sequence can be read on its own.
alter table spend_event add column sequence bigint;
create index spend_event_sequence_idx on spend_event (sequence);
