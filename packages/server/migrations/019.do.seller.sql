-- Whose invoices they are.
create table seller (
  only_row boolean primary key default true check (only_row),
  name text not null check (name <> ''),
  address text not null,
  email text not null,
  tax_id text not null,
  -- Where to pay to, and what is printed at the end.
  payment_instructions text not null,
  footer text not null,
  revision integer not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);

-- As the seller was then. Null on invoices from before there was one.
alter table invoice add column seller jsonb;

-- What came later is left out where it is null: the hash of earlier invoices stays what it was.
create or replace function invoice_content(of invoice) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'number', of.number,
    'invoice', to_jsonb(of) - array['status', 'revision', 'content_sha256', 'paid_at',
      'payment_reference', 'voided_at', 'void_reason', case when of.seller is null then 'seller' end],
    'lines', (select jsonb_agg(to_jsonb(l) order by l.position) from invoice_line l where l.invoice_id = of.id))
$$;
