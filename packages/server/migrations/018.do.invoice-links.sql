-- What links to invoices are signed with, sealed as provider keys are. Only the latest row holds: a new
-- one ends every link there is.
create table invoice_link_key (
  id uuid primary key,
  sealed_key_id text not null,
  sealed bytea not null,
  created_at timestamptz not null,
  created_by text not null
);
create index invoice_link_key_latest_idx on invoice_link_key (created_at desc, id desc);
