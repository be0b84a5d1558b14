-- Billing systems that take final invoices over, and how far each invoice has come there.

create table billing_target (
  kind text primary key check (kind in ('STRIPE', 'LAGO')),
  base_url text not null check (char_length(base_url) between 1 and 2048),
  -- Sealed, as provider keys are.
  api_key_id text not null,
  api_key_sealed bytea not null,
  last_four text not null,
  -- Takes over what is finalised from now on, without being asked.
  automatic boolean not null,
  revision integer not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);

-- Where customers are on the other side.
create table billing_target_customer (
  kind text not null,
  customer_external_id text not null,
  remote_id text not null,
  primary key (kind, customer_external_id)
);

create table invoice_hand_off (
  id uuid primary key default gen_random_uuid(),
  invoice_id uuid not null references invoice,
  kind text not null check (kind in ('STRIPE', 'LAGO')),
  status text not null default 'PENDING' check (status in ('PENDING', 'DONE', 'FAILED')),
  attempts integer not null default 0,
  -- Attempts of the present round: asking again begins a new one.
  round_attempts integer not null default 0,
  created_at timestamptz not null,
  due_at timestamptz not null,
  -- While it is under way: when whoever does it is taken for dead.
  claimed_until timestamptz,
  -- Of the first attempt of what is there: part of idempotency keys.
  began_at timestamptz,
  remote_id text,
  remote_number text,
  remote_url text,
  -- Why the last attempt came to nothing.
  fault text,
  done_at timestamptz,
  unique (invoice_id, kind),
  check (status <> 'DONE' or (remote_id is not null and done_at is not null))
);
create index invoice_hand_off_due_idx on invoice_hand_off (due_at, id) where status = 'PENDING';
create index invoice_hand_off_created_at_idx on invoice_hand_off (created_at desc, id desc);

-- In the transaction that finalises an invoice: none is forgotten.
create function hand_off_invoice() returns trigger language plpgsql as $$
begin
  insert into invoice_hand_off (invoice_id, kind, created_at, due_at)
  select new.id, kind, new.finalised_at, new.finalised_at from billing_target where automatic
  on conflict do nothing;
  if found then
    perform pg_notify('tollgate_hand_off', '');
  end if;
  return null;
end
$$;
create trigger invoice_is_handed_off after update on invoice
  for each row when (new.status = 'FINALISED' and old.status <> 'FINALISED')
  execute function hand_off_invoice();
