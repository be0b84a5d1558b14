-- What customers owe: the terms they are billed on, and invoices, which never change once finalised.

-- How a customer is billed; who has no row is billed by calendar month in UTC and dollars.
create table billing_profile (
  customer_external_id text primary key check (char_length(customer_external_id) between 1 and 256),
  name text not null default '',
  email text not null default '',
  address text not null default '',
  tax_id text not null default '',
  tax_percent numeric(7, 4) not null default 0 check (tax_percent between 0 and 100),
  currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  -- What a US dollar comes to in the currency.
  exchange_rate numeric(20, 10) not null default 1 check (exchange_rate > 0),
  time_zone text not null default 'UTC',
  cadence text not null default 'MONTH' check (cadence in ('MONTH', 'QUARTER', 'WEEK', 'ANCHORED')),
  anchor_day smallint not null default 1 check (anchor_day between 1 and 31),
  payment_days smallint not null default 30 check (payment_days between 0 and 365),
  purchase_order text not null default '',
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  revision integer not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);

create table rate_card (
  id uuid primary key,
  name text not null unique check (char_length(name) between 1 and 120),
  -- The card of whoever has none.
  is_default boolean not null default false,
  created_at timestamptz not null
);
create unique index rate_card_default_key on rate_card (is_default) where is_default;

-- The terms of a card from an instant on, until those of the next one. Never edited.
create table rate_card_version (
  id uuid primary key,
  rate_card_id uuid not null references rate_card,
  effective_from timestamptz not null,
  terms jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  unique (rate_card_id, effective_from)
);
create trigger rate_card_version_append_only before update or delete on rate_card_version
  for each row execute function refuse_change();
create trigger rate_card_version_no_truncate before truncate on rate_card_version
  for each statement execute function refuse_change();

create table rate_card_assignment (
  kind text not null check (kind in ('CUSTOMER', 'TIER')),
  -- External id of the customer, or id of the tier.
  subject text not null,
  rate_card_id uuid not null references rate_card,
  primary key (kind, subject)
);

-- An invoice bills the rows of `spend_event` of its customer with a sequence of at most `until_sequence`
-- that occurred before `period_end`, but those the invoice before it bills: they occurred before
-- `covers_from` and have a sequence of at most `after_sequence`. So every row is in one invoice or in none.
create table invoice (
  id uuid primary key,
  customer_external_id text not null,
  status text not null default 'DRAFT' check (status in ('DRAFT', 'IN_REVIEW', 'FINALISED', 'PAID', 'VOID')),
  revision integer not null default 1,
  number text unique,
  replaces uuid unique references invoice,
  period_start timestamptz not null,
  period_end timestamptz not null,
  time_zone text not null,
  covers_from timestamptz not null,
  after_sequence bigint not null,
  until_sequence bigint not null,
  currency text not null,
  currency_digits smallint not null,
  exchange_rate numeric(20, 10) not null,
  tax_percent numeric(7, 4) not null,
  party jsonb not null,
  rate_card jsonb not null,
  subtotal numeric(38, 12) not null,
  tax numeric(38, 12) not null,
  total numeric(38, 12) not null,
  calls bigint not null,
  unpriced_calls bigint not null,
  created_at timestamptz not null,
  refreshed_at timestamptz not null,
  finalised_at timestamptz,
  finalised_by text,
  due_on date,
  content_sha256 bytea,
  paid_at timestamptz,
  payment_reference text,
  voided_at timestamptz,
  void_reason text,
  check (period_start < period_end),
  check (total = subtotal + tax),
  check ((number is null) = (finalised_at is null)),
  check ((status in ('DRAFT', 'IN_REVIEW')) = (finalised_at is null))
);
-- No period is billed twice.
create unique index invoice_live_period_key on invoice (customer_external_id, period_start)
  where status <> 'VOID';
create index invoice_customer_idx on invoice (customer_external_id, period_start, created_at);
create index invoice_created_at_idx on invoice (created_at desc, id desc);

create table invoice_line (
  id uuid primary key,
  invoice_id uuid not null references invoice on delete cascade,
  position integer not null check (position >= 1),
  -- Tells the lines of one period apart, whenever it is rated.
  key text not null,
  kind text not null check (kind in ('USAGE', 'ALLOWANCE', 'DISCOUNT', 'TRUE_UP', 'FEE', 'MANUAL')),
  description text not null,
  model text,
  unit text,
  quantity numeric(50, 12),
  unit_price numeric(38, 12),
  -- In dollars, before rounding.
  exact numeric(68, 30) not null,
  -- In the invoice's currency, its share of the rounded subtotal.
  billed numeric(38, 12) not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  late boolean not null,
  unique (invoice_id, position),
  check ((quantity is null) = (unit_price is null)),
  check (quantity is null or exact = quantity * unit_price)
);

-- The last number of each series. A row lock until the commit: a number that is rolled back is not lost.
create table invoice_sequence (
  series text primary key,
  last_number bigint not null
);

create table credit_note (
  id uuid primary key,
  number text not null unique,
  invoice_id uuid not null references invoice,
  amount numeric(38, 12) not null check (amount > 0),
  reason text not null check (reason <> ''),
  created_at timestamptz not null,
  created_by text not null
);
create index credit_note_invoice_idx on credit_note (invoice_id);
create trigger credit_note_append_only before update or delete on credit_note
  for each row execute function refuse_change();
create trigger credit_note_no_truncate before truncate on credit_note
  for each statement execute function refuse_change();

-- All that an invoice says, in one text order: what its hash is of.
create function invoice_content(of invoice) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'number', of.number,
    'invoice', to_jsonb(of) - array['status', 'revision', 'content_sha256', 'paid_at',
      'payment_reference', 'voided_at', 'void_reason'],
    'lines', (select jsonb_agg(to_jsonb(l) order by l.position) from invoice_line l where l.invoice_id = of.id))
$$;

-- Nothing of a finalised invoice changes but how it ends: paid, or void with a reason.
create function freeze_invoice() returns trigger language plpgsql as $$
declare
  lines numeric;
begin
  if tg_op = 'DELETE' then
    if old.finalised_at is not null then
      raise exception 'invoice % is final', old.number using errcode = 'restrict_violation';
    end if;
    return old;
  end if;
  if old.finalised_at is not null then
    if to_jsonb(new) - array['status', 'revision', 'paid_at', 'payment_reference', 'voided_at', 'void_reason']
      is distinct from
      to_jsonb(old) - array['status', 'revision', 'paid_at', 'payment_reference', 'voided_at', 'void_reason']
      or new.revision <= old.revision
      or not ((old.status, new.status) in (('FINALISED', 'PAID'), ('FINALISED', 'VOID')))
      or (new.status = 'PAID') is distinct from (new.paid_at is not null)
      or (new.status = 'VOID') is distinct from (new.voided_at is not null and new.void_reason <> '')
    then
      raise exception 'invoice % is final', old.number using errcode = 'restrict_violation';
    end if;
  elsif new.finalised_at is not null then
    select coalesce(sum(billed), 0) into lines from invoice_line where invoice_id = new.id;
    if lines <> new.subtotal
      or new.content_sha256 is distinct from sha256(convert_to(invoice_content(new)::text, 'UTF8'))
    then
      raise exception 'invoice % does not add up', new.number using errcode = 'restrict_violation';
    end if;
  end if;
  return new;
end
$$;
create trigger invoice_frozen before update or delete on invoice
  for each row execute function freeze_invoice();
create trigger invoice_no_truncate before truncate on invoice
  for each statement execute function refuse_change();

-- Invoices begin as drafts.
create function begin_invoice() returns trigger language plpgsql as $$
begin
  if new.status <> 'DRAFT' then
    raise exception 'an invoice begins as a draft' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
create trigger invoice_begins before insert on invoice
  for each row execute function begin_invoice();

create function freeze_invoice_line() returns trigger language plpgsql as $$
declare
  parent record;
begin
  -- Locked before it is looked at: whoever is finalising it has to end first.
  for parent in
    select number, finalised_at from invoice
    where id in (case when tg_op <> 'INSERT' then old.invoice_id end,
      case when tg_op <> 'DELETE' then new.invoice_id end)
    for share
  loop
    if parent.finalised_at is not null then
      raise exception 'invoice % is final', parent.number using errcode = 'restrict_violation';
    end if;
  end loop;
  return coalesce(new, old);
end
$$;
create trigger invoice_line_frozen before insert or update or delete on invoice_line
  for each row execute function freeze_invoice_line();
create trigger invoice_line_no_truncate before truncate on invoice_line
  for each statement execute function refuse_change();
