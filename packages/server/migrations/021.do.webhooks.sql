-- Who is told of what happens, what there is to tell, and what came of telling it.

create table webhook_endpoint (
  id uuid primary key,
  url text not null check (char_length(url) between 1 and 2048),
  description text not null,
  -- Names of events; empty: all of them.
  events text[] not null,
  status text not null check (status in ('ACTIVE', 'DISABLED')),
  disabled_reason text,
  -- Of what it was told last: 1, 2, 3 …
  last_sequence bigint not null default 0,
  -- Sealed, as provider keys are. For a while after a change both sign.
  secret_key_id text not null,
  secret_sealed bytea not null,
  previous_key_id text,
  previous_sealed bytea,
  previous_until timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  -- Its log is kept.
  deleted_at timestamptz,
  check ((previous_key_id is null) = (previous_sealed is null)),
  check ((previous_key_id is null) = (previous_until is null))
);
create index webhook_endpoint_created_at_idx on webhook_endpoint (created_at desc, id desc);

-- What happened, written in the transaction in which it did, and here until it is put on its way to those
-- who are told.
create table webhook_event (
  id bigint generated always as identity primary key,
  uuid uuid not null default gen_random_uuid(),
  type text not null,
  customer_external_id text not null,
  occurred_at timestamptz not null,
  -- As they were: `invoice`, `creditNote`, `billingProfile`, `block`.
  facts jsonb not null
);

-- An event on its way to an endpoint. `body` is what is sent, to the last byte, however often.
create table webhook_delivery (
  id uuid primary key,
  endpoint_id uuid not null references webhook_endpoint,
  sequence bigint not null,
  event_id uuid not null,
  event_type text not null,
  customer_external_id text,
  body text not null,
  status text not null check (status in ('PENDING', 'DELIVERED', 'FAILED', 'SKIPPED')),
  attempts integer not null default 0,
  -- Attempts of the present round: a replay begins a new one.
  round_attempts integer not null default 0,
  created_at timestamptz not null,
  due_at timestamptz not null,
  -- While it is being sent: when whoever sends it is taken for dead.
  claimed_until timestamptz,
  delivered_at timestamptz,
  unique (endpoint_id, sequence)
);
create index webhook_delivery_pending_idx on webhook_delivery (endpoint_id, sequence) where status = 'PENDING';
create index webhook_delivery_created_at_idx on webhook_delivery (created_at);

create table webhook_attempt (
  delivery_id uuid not null references webhook_delivery on delete cascade,
  number integer not null,
  at timestamptz not null,
  status_code integer,
  -- Null when an answer came.
  fault text,
  -- The beginning of what was answered.
  answer text,
  primary key (delivery_id, number)
);

-- Nobody to tell: nothing to write. Who is disabled is told later.
create function somebody_listens() returns boolean language sql stable as $$
  select exists (select from webhook_endpoint where deleted_at is null)
$$;

create function tell(event_type text, customer text, occurred timestamptz, facts jsonb) returns void
language sql as $$
  insert into webhook_event (type, customer_external_id, occurred_at, facts)
  values (event_type, customer, occurred, facts);
  select pg_notify('tollgate_webhooks', '');
$$;

create function invoice_facts(of invoice) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', of.id, 'number', of.number, 'status', of.status, 'revision', of.revision,
    'replacesId', of.replaces, 'periodStart', of.period_start, 'periodEnd', of.period_end,
    'timeZone', of.time_zone, 'currency', of.currency, 'subtotal', trim_scale(of.subtotal)::text,
    'tax', trim_scale(of.tax)::text, 'total', trim_scale(of.total)::text,
    'credited', (select trim_scale(coalesce(sum(amount), 0))::text from credit_note where invoice_id = of.id),
    'finalisedAt', of.finalised_at, 'dueOn', of.due_on, 'paidAt', of.paid_at,
    'paymentReference', of.payment_reference, 'voidedAt', of.voided_at, 'voidReason', of.void_reason,
    'contentSha256', encode(of.content_sha256, 'hex'))
$$;

-- At the end of the transaction: what a draft comes to is known after its row.
create function tell_of_new_invoice() returns trigger language plpgsql as $$
begin
  perform tell('invoice.created', i.customer_external_id, i.created_at,
    jsonb_build_object('invoice', invoice_facts(i)))
  from invoice i where i.id = new.id;
  return null;
end
$$;
create constraint trigger invoice_created_tells after insert on invoice
  deferrable initially deferred
  for each row when (somebody_listens()) execute function tell_of_new_invoice();

create function tell_of_invoice() returns trigger language plpgsql as $$
begin
  perform tell(
    case new.status when 'FINALISED' then 'invoice.finalised' when 'PAID' then 'invoice.paid' else 'invoice.voided' end,
    new.customer_external_id,
    case new.status when 'FINALISED' then new.finalised_at when 'PAID' then new.paid_at else new.voided_at end,
    jsonb_build_object('invoice', invoice_facts(new)));
  return null;
end
$$;
create trigger invoice_tells after update on invoice
  for each row
  when (new.status <> old.status and new.status in ('FINALISED', 'PAID', 'VOID') and somebody_listens())
  execute function tell_of_invoice();

create function tell_of_credit_note() returns trigger language plpgsql as $$
begin
  perform tell('invoice.credited', i.customer_external_id, new.created_at, jsonb_build_object(
    'invoice', invoice_facts(i),
    'creditNote', jsonb_build_object(
      'number', new.number, 'amount', trim_scale(new.amount)::text, 'reason', new.reason)))
  from invoice i where i.id = new.invoice_id;
  return null;
end
$$;
create trigger credit_note_tells after insert on credit_note
  for each row when (somebody_listens()) execute function tell_of_credit_note();

-- A batch of spend may bring many customers at once: one statement for all.
create function tell_of_new_customers() returns trigger language plpgsql as $$
begin
  if somebody_listens() then
    perform tell('customer.created', c.external_id, c.first_seen_at, '{}') from made c;
  end if;
  return null;
end
$$;
create trigger customer_tells after insert on customer
  referencing new table as made for each statement execute function tell_of_new_customers();

create function tell_of_profile() returns trigger language plpgsql as $$
begin
  perform tell('customer.updated', new.customer_external_id, new.updated_at, jsonb_build_object(
    'billingProfile', jsonb_build_object(
      'name', new.name, 'email', new.email, 'address', new.address, 'taxId', new.tax_id,
      'taxPercent', trim_scale(new.tax_percent)::text, 'currency', new.currency,
      'exchangeRate', trim_scale(new.exchange_rate)::text, 'timeZone', new.time_zone,
      'cadence', new.cadence, 'anchorDay', new.anchor_day, 'paymentDays', new.payment_days,
      'purchaseOrder', new.purchase_order, 'revision', new.revision)));
  return null;
end
$$;
create trigger billing_profile_tells after insert or update on billing_profile
  for each row when (somebody_listens()) execute function tell_of_profile();

create function tell_of_block() returns trigger language plpgsql as $$
begin
  perform tell(
    case when new.lifted_at is null then 'customer.blocked' else 'customer.unblocked' end,
    new.subject_id, coalesce(new.lifted_at, new.blocked_at),
    jsonb_build_object('block', jsonb_build_object('reason', new.reason)));
  return null;
end
$$;
create trigger block_tells after insert or update on block
  for each row when (new.subject_kind = 'customer' and somebody_listens())
  execute function tell_of_block();
