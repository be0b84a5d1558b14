-- What made invoices together: somebody who generated them, or the schedule. There is no run that made nothing.
create table invoice_run (
  id uuid primary key,
  started_at timestamptz not null,
  started_by text not null,
  is_scheduled boolean not null
);
create index invoice_run_scheduled_idx on invoice_run (started_at desc, id desc) where is_scheduled;

alter table invoice add column run_id uuid references invoice_run;
create index invoice_of_run_idx on invoice (run_id, created_at desc, id desc) where run_id is not null;

-- What an invoice came of is nothing that it says.
create or replace function invoice_content(of invoice) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'number', of.number,
    'invoice', to_jsonb(of) - array['status', 'revision', 'content_sha256', 'paid_at',
      'payment_reference', 'voided_at', 'void_reason', 'is_test', 'run_id',
      case when of.seller is null then 'seller' end, case when of.credits = 0 then 'credits' end],
    'lines', (select jsonb_agg(to_jsonb(l) order by l.position) from invoice_line l where l.invoice_id = of.id))
$$;

-- Drafts that the schedule makes can become final by themselves: so long after they were made, and only those
-- made since that was switched on.
alter table billing_schedule
  add column finalise_after_hours integer check (finalise_after_hours between 1 and 720),
  add column finalise_from timestamptz,
  add check ((finalise_after_hours is null) = (finalise_from is null));
create index invoice_draft_idx on invoice (period_start, created_at, id) where status = 'DRAFT';
