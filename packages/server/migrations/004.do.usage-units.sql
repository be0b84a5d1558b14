-- What was used beside the five common token counts, so that any event can be rated again from its row.
-- `units` holds whole counts by price key; null when there is nothing to say, as on most calls.
alter table spend_event
  add column units jsonb check (units is null or jsonb_typeof(units) = 'object'),
  add column service_tier text,
  add column region text;
