-- Whether invoices are drafted by themselves once a period has ended.
create table billing_schedule (
  only_row boolean primary key default true check (only_row),
  is_on boolean not null,
  -- How long after a period calls are waited for that come in late.
  grace_hours integer not null check (grace_hours between 0 and 720),
  -- Periods that ended by then were drafted, or are just being.
  drafted_until timestamptz,
  revision integer not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);

-- A time of its own for customers that are tried out.
create table test_clock (
  id uuid primary key,
  name text not null check (name <> ''),
  now timestamptz not null,
  created_at timestamptz not null,
  created_by text not null
);
create index test_clock_created_at_idx on test_clock (created_at desc, id desc);

create table test_clock_customer (
  customer_external_id text primary key,
  test_clock_id uuid not null references test_clock on delete cascade
);
create index test_clock_customer_clock_idx on test_clock_customer (test_clock_id);

-- What is made on a test clock is not handed to a billing system by itself.
create or replace function hand_off_invoice() returns trigger language plpgsql as $$
begin
  insert into invoice_hand_off (invoice_id, kind, created_at, due_at)
  select new.id, kind, new.finalised_at, new.finalised_at from billing_target
  where automatic and not starts_with(new.number, 'TEST-')
  on conflict do nothing;
  if found then
    perform pg_notify('tollgate_hand_off', '');
  end if;
  return null;
end
$$;
