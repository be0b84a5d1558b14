-- The record of spend by month, in UTC: what is old goes a month at a time, and a search looks into one month
-- after the other. Events are moved as they are.

-- Events that occurred before it are no longer kept, nor taken in.
create table spend_floor (
  only_row boolean primary key default true check (only_row),
  pruned_before timestamptz not null
);
insert into spend_floor (pruned_before) values ('-infinity');

-- What the months that are gone came to, so that the record still adds up.
create table spend_carried (
  month date not null,
  customer_external_id text,
  model text not null,
  api_key_id uuid,
  team_id uuid,
  user_id uuid,
  calls bigint not null,
  failed_calls bigint not null,
  unpriced_calls bigint not null,
  estimated_calls bigint not null,
  cache_hits bigint not null,
  input_tokens bigint not null,
  cached_input_tokens bigint not null,
  cache_write_tokens bigint not null,
  output_tokens bigint not null,
  reasoning_tokens bigint not null,
  cost numeric(38, 12) not null,
  charge numeric(38, 12) not null
);

-- Each month that there is a partition for.
create table spend_month (
  starts_at timestamptz primary key,
  ends_at timestamptz not null check (ends_at > starts_at),
  partition text not null unique
);

drop trigger spend_event_append_only on spend_event;
drop trigger spend_event_no_truncate on spend_event;
drop trigger spend_event_adjustments_in_order on spend_event;
alter table spend_event rename to spend_event_in_one;
alter table spend_event_in_one drop constraint spend_event_pkey, drop constraint spend_event_rerating_id_fkey;
drop index spend_event_occurred_at_idx, spend_event_customer_idx, spend_event_sequence_idx, spend_event_unpriced_idx;

create table spend_event (like spend_event_in_one including defaults including constraints)
  partition by range (occurred_at);
alter table spend_event add foreign key (rerating_id) references rerating;

-- Makes the partition of the month that an instant is in, unless it is there. An event is known by its call,
-- attempt and adjustment; all its rows have the same `occurred_at`, so a month by itself can tell.
create function make_spend_month(at timestamptz) returns void language plpgsql as $$
declare
  starts constant timestamptz := date_trunc('month', at, 'UTC');
  ends constant timestamptz := ((starts at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  name constant text := 'spend_event_' || to_char(starts at time zone 'UTC', 'YYYY_MM');
begin
  if at < '1970-01-01Z' or at >= '10000-01-01Z' then
    raise exception 'no month of the record holds %', at using errcode = 'check_violation';
  end if;
  -- One at a time, whichever servers ask.
  perform pg_advisory_xact_lock(7446552003);
  if at < (select pruned_before from spend_floor) then
    raise exception 'events of % are no longer kept', to_char(starts at time zone 'UTC', 'YYYY-MM')
      using errcode = 'check_violation';
  end if;
  if exists (select from spend_month where starts_at = starts) then
    return;
  end if;
  execute format('create table %I (like spend_event including defaults including constraints)', name);
  execute format('alter table %I add primary key (call_id, attempt, adjustment)', name);
  execute format(
    'create trigger no_truncate before truncate on %I for each statement execute function refuse_change()', name);
  execute format('alter table spend_event attach partition %I for values from (%L) to (%L)', name, starts, ends);
  insert into spend_month values (starts, ends, name);
end
$$;

do $$
declare
  month timestamptz;
begin
  for month in select distinct date_trunc('month', occurred_at, 'UTC') from spend_event_in_one order by 1 loop
    perform make_spend_month(month);
  end loop;
end
$$;
insert into spend_event select * from spend_event_in_one;
drop table spend_event_in_one;

-- In the order of lists.
create index spend_event_occurred_at_idx on spend_event (occurred_at desc, call_id desc, attempt desc);
create index spend_event_customer_idx
  on spend_event (customer_external_id, occurred_at desc, call_id desc, attempt desc);
create index spend_event_charge_idx on spend_event (charge desc);
create index spend_event_duration_idx on spend_event (duration_ms desc);
create index spend_event_unpriced_idx on spend_event (occurred_at, call_id, attempt) where cost is null;
create index spend_event_trouble_idx on spend_event (occurred_at desc, call_id desc, attempt desc)
  where status <> 'succeeded';
-- What is common in a month is found on the way through it; these find what is rare. They are small, since the
-- value is kept once for all its events.
create index spend_event_api_key_idx on spend_event (api_key_id);
create index spend_event_team_idx on spend_event (team_id);
create index spend_event_user_idx on spend_event (user_id);
create index spend_event_model_idx on spend_event (model);
create index spend_event_provider_idx on spend_event (provider);
create index spend_event_route_idx on spend_event (route);
create index spend_event_cost_idx on spend_event (cost);
create index spend_event_tags_idx on spend_event using gin (tags);
create index spend_event_sequence_idx on spend_event (sequence);

create trigger spend_event_append_only before update or delete on spend_event
  for each row execute function refuse_change();
create trigger spend_event_no_truncate before truncate on spend_event
  for each statement execute function refuse_change();

create or replace function write_adjustment() returns trigger language plpgsql as $$
begin
  if not exists (
    select from spend_event
    where call_id = new.call_id and attempt = new.attempt and adjustment = new.adjustment - 1
      and occurred_at = new.occurred_at
  ) then
    raise exception 'adjustment % of a call follows adjustment %', new.adjustment, new.adjustment - 1
      using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger spend_event_adjustments_in_order before insert on spend_event
  for each row when (new.adjustment > 0) execute function write_adjustment();

-- Invoices so many of whose calls are gone: none can be made in their place.
create table invoice_without_calls (
  invoice_id uuid primary key references invoice,
  calls bigint not null
);

create function replace_invoice() returns trigger language plpgsql as $$
begin
  if exists (select from invoice_without_calls where invoice_id = new.replaces) then
    raise exception 'the calls of invoice % are no longer kept', new.replaces using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger invoice_replaces before insert on invoice
  for each row when (new.replaces is not null) execute function replace_invoice();
