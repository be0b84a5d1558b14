-- Prepaid: credit that customers have with us, what became of it, and wallets that refuse calls at zero.

create table credit_grant (
  id uuid primary key,
  customer_external_id text not null check (char_length(customer_external_id) between 1 and 256),
  name text not null check (name <> ''),
  amount numeric(38, 12) not null check (amount > 0),
  -- Changed by `credit_entry` alone: no two can take the same credit, however many try at once.
  remaining numeric(38, 12) not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- What has a lower one is used first.
  priority smallint not null check (priority between 0 and 1000),
  -- From then on it pays for nothing. Null: never.
  expires_at timestamptz check (expires_at > created_at),
  -- The invoice that came to less than nothing.
  invoice_id uuid unique references invoice,
  created_at timestamptz not null,
  created_by text not null,
  constraint credit_grant_remaining check (remaining between 0 and amount)
);
create index credit_grant_customer_idx on credit_grant (customer_external_id, created_at desc, id desc);
create index credit_grant_created_at_idx on credit_grant (created_at desc, id desc);

-- What became of credit: taken by an invoice, given back by a void one, expired or voided.
create table credit_entry (
  id uuid primary key,
  grant_id uuid not null references credit_grant,
  kind text not null check (kind in ('APPLIED', 'RETURNED', 'EXPIRED', 'VOIDED')),
  -- Less than nothing where it takes credit away.
  amount numeric(38, 12) not null check (amount <> 0 and (amount > 0) = (kind = 'RETURNED')),
  invoice_id uuid references invoice,
  reason text not null default '',
  created_at timestamptz not null,
  created_by text not null,
  check ((invoice_id is not null) = (kind in ('APPLIED', 'RETURNED'))),
  check (kind <> 'VOIDED' or reason <> ''),
  -- An invoice takes of a grant once, and gives it back once.
  unique (invoice_id, grant_id, kind)
);
create index credit_entry_grant_idx on credit_entry (grant_id, created_at desc, id desc);
create index credit_entry_created_at_idx on credit_entry (created_at desc, id desc);
create trigger credit_entry_append_only before update or delete on credit_entry
  for each row execute function refuse_change();
create trigger credit_entry_no_truncate before truncate on credit_entry
  for each statement execute function refuse_change();

create function count_credit_entry() returns trigger language plpgsql as $$
begin
  update credit_grant set remaining = remaining + new.amount where id = new.grant_id;
  return null;
end
$$;
create trigger credit_entry_counts after insert on credit_entry
  for each row execute function count_credit_entry();

create function freeze_credit_grant() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.remaining = new.amount then return new; end if;
  elsif tg_op = 'UPDATE' and pg_trigger_depth() > 1
    and to_jsonb(new) - 'remaining' = to_jsonb(old) - 'remaining' then
    return new;
  end if;
  raise exception 'credit grants are append-only' using errcode = 'restrict_violation';
end
$$;
create trigger credit_grant_frozen before insert or update or delete on credit_grant
  for each row execute function freeze_credit_grant();
create trigger credit_grant_no_truncate before truncate on credit_grant
  for each statement execute function refuse_change();

-- Customers that are prepaid: their calls are refused once their credit does not pay for them.
create table prepaid_wallet (
  customer_external_id text primary key check (char_length(customer_external_id) between 1 and 256),
  is_prepaid boolean not null,
  -- Dollars charged for calls that final invoices bill. What was charged beyond it is not invoiced yet.
  settled numeric(38, 12) not null,
  revision integer not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);

-- Whatever a wallet depends on tells every process, which then reads it anew.
create function notify_wallet() returns trigger language plpgsql as $$
begin
  perform pg_notify('tollgate_wallets', new.customer_external_id)
  where exists (select from prepaid_wallet where customer_external_id = new.customer_external_id);
  return null;
end
$$;
create trigger prepaid_wallet_notify after insert or update on prepaid_wallet
  for each row execute function notify_wallet();
create trigger credit_grant_notify after insert or update on credit_grant
  for each row execute function notify_wallet();
create trigger billing_profile_notify after insert or update on billing_profile
  for each row execute function notify_wallet();

-- What is charged for calls that no final invoice bills. Calls whose void invoice has a draft in its
-- place are among them; those of a void invoice without one are forgiven.
create function unbilled_charge(of text) returns numeric language sql stable as $$
  with last as (
    select period_end, until_sequence from invoice
    where customer_external_id = of and finalised_at is not null
    order by period_start desc, created_at desc, id desc limit 1
  )
  select
    coalesce((select sum(charge) from spend_event
      where customer_external_id = of
        and occurred_at >= coalesce((select period_end from last), '-infinity')), 0)
    + coalesce((select sum(charge) from spend_event
      where customer_external_id = of and occurred_at < (select period_end from last)
        and sequence > (select until_sequence from last)), 0)
    + coalesce((select sum(e.charge) from invoice i join spend_event e
        on e.customer_external_id = of and e.occurred_at < i.period_end
        and coalesce(e.sequence, 0) <= i.until_sequence
        and (e.occurred_at >= i.covers_from or coalesce(e.sequence, 0) > i.after_sequence)
      where i.customer_external_id = of and i.finalised_at is null and i.replaces is not null), 0)
$$;

-- What was ever charged, as budgets count it.
create function charge_ever(of text) returns numeric language sql stable as $$
  select coalesce(sum(r.charge), 0) from usage_dimension d join usage_rollup r on r.dimension_id = d.id
  where d.customer_external_id = of
$$;

-- Credit that paid for it, tax included; of an invoice below zero, the credit it became, below zero too.
alter table invoice add column credits numeric(38, 12) not null default 0
  check (case when total < 0 then credits in (0, total) else credits between 0 and total end)
  check (credits = 0 or finalised_at is not null);

create or replace function invoice_content(of invoice) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'number', of.number,
    'invoice', to_jsonb(of) - array['status', 'revision', 'content_sha256', 'paid_at',
      'payment_reference', 'voided_at', 'void_reason', case when of.seller is null then 'seller' end,
      case when of.credits = 0 then 'credits' end],
    'lines', (select jsonb_agg(to_jsonb(l) order by l.position) from invoice_line l where l.invoice_id = of.id))
$$;

-- An invoice says of credit what the entries say.
create function check_invoice_credits() returns trigger language plpgsql as $$
declare
  applied numeric;
begin
  select coalesce(sum(-amount), 0) into applied from credit_entry
    where invoice_id = new.id and kind = 'APPLIED';
  if new.total < 0 then
    select applied - coalesce(sum(amount), 0) into applied from credit_grant where invoice_id = new.id;
  end if;
  if applied <> new.credits then
    raise exception 'invoice % does not add up', new.number using errcode = 'restrict_violation';
  end if;
  return null;
end
$$;
create trigger invoice_credits_add_up after update on invoice
  for each row when (old.finalised_at is null and new.finalised_at is not null)
  execute function check_invoice_credits();

create or replace function invoice_facts(of invoice) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', of.id, 'number', of.number, 'status', of.status, 'revision', of.revision,
    'replacesId', of.replaces, 'periodStart', of.period_start, 'periodEnd', of.period_end,
    'timeZone', of.time_zone, 'currency', of.currency, 'subtotal', trim_scale(of.subtotal)::text,
    'tax', trim_scale(of.tax)::text, 'total', trim_scale(of.total)::text,
    'credits', trim_scale(of.credits)::text,
    'credited', (select trim_scale(coalesce(sum(amount), 0))::text from credit_note where invoice_id = of.id),
    'finalisedAt', of.finalised_at, 'dueOn', of.due_on, 'paidAt', of.paid_at,
    'paymentReference', of.payment_reference, 'voidedAt', of.voided_at, 'voidReason', of.void_reason,
    'contentSha256', encode(of.content_sha256, 'hex'))
$$;
