-- Who did what: written before anything is done, so that nothing is done without an entry. What came of
-- it follows in a row of its own, since neither table is ever changed.
create table audit_entry (
  id uuid primary key,
  occurred_at timestamptz not null,
  request_id text not null,
  actor_kind text not null check (actor_kind in ('master_key', 'nobody', 'portal', 'token', 'user')),
  actor_id uuid,
  actor_name text not null,
  address text not null,
  user_agent text,
  operation text not null,
  target_id text,
  arguments jsonb not null,
  before jsonb
);
create index audit_entry_occurred_at_idx on audit_entry (occurred_at desc, id desc);
create index audit_entry_target_idx on audit_entry (target_id, occurred_at desc);

create table audit_outcome (
  entry_id uuid primary key references audit_entry (id),
  recorded_at timestamptz not null,
  status text not null check (status in ('done', 'failed', 'refused')),
  target_id text,
  after jsonb,
  problems jsonb not null default '[]'
);
create index audit_outcome_target_idx on audit_outcome (target_id);

create trigger audit_entry_append_only before update or delete on audit_entry
  for each row execute function refuse_change();
create trigger audit_entry_no_truncate before truncate on audit_entry
  for each statement execute function refuse_change();
create trigger audit_outcome_append_only before update or delete on audit_outcome
  for each row execute function refuse_change();
create trigger audit_outcome_no_truncate before truncate on audit_outcome
  for each statement execute function refuse_change();
