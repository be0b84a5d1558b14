-- Whoever is told of an invoice or a customer is told whether it is a test.
alter table webhook_event add column is_test boolean not null default false;

create or replace function tell(event_type text, customer text, occurred timestamptz, facts jsonb) returns void
language sql as $$
  insert into webhook_event (type, customer_external_id, occurred_at, facts, is_test)
  values (event_type, customer, occurred, facts, coalesce((facts->'invoice'->>'isTest')::boolean,
    exists (select from test_clock_customer k where k.customer_external_id = customer)));
  select pg_notify('tollgate_webhooks', '');
$$;

create or replace function invoice_facts(of invoice) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', of.id, 'number', of.number, 'status', of.status, 'revision', of.revision,
    'isTest', of.is_test, 'replacesId', of.replaces, 'periodStart', of.period_start, 'periodEnd', of.period_end,
    'timeZone', of.time_zone, 'currency', of.currency, 'subtotal', trim_scale(of.subtotal)::text,
    'tax', trim_scale(of.tax)::text, 'total', trim_scale(of.total)::text,
    'credits', trim_scale(of.credits)::text,
    'credited', (select trim_scale(coalesce(sum(amount), 0))::text from credit_note where invoice_id = of.id),
    'finalisedAt', of.finalised_at, 'dueOn', of.due_on, 'paidAt', of.paid_at,
    'paymentReference', of.payment_reference, 'voidedAt', of.voided_at, 'voidReason', of.void_reason,
    'contentSha256', encode(of.content_sha256, 'hex'))
$$;
