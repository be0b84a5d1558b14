-- What becomes of an invoice goes where the invoice went.
alter table invoice_hand_off
  -- What it is to be over there: what it is here.
  add column wanted_status text not null default 'FINALISED'
    check (wanted_status in ('FINALISED', 'PAID', 'VOID')),
  -- What it is over there, as far as it was carried; null: not there yet. VOID also where nothing is there.
  add column remote_status text check (remote_status in ('FINALISED', 'PAID', 'VOID'));

-- What became of an invoice before now stays as it is over there, until it is asked for.
update invoice_hand_off set remote_status = 'FINALISED' where status = 'DONE';
update invoice_hand_off h set wanted_status = i.status
from invoice i
where i.id = h.invoice_id and h.status <> 'DONE' and i.status in ('PAID', 'VOID');

alter table invoice_hand_off
  drop constraint invoice_hand_off_check,
  add check (status <> 'DONE' or (remote_status is not distinct from wanted_status and done_at is not null)),
  add check (remote_status is null or remote_status = 'VOID' or remote_id is not null);

-- In the transaction that ends the invoice. What has failed to come there waits to be asked for, but for
-- void ones: something may be there nevertheless.
create function carry_invoice_status() returns trigger language plpgsql as $$
begin
  update invoice_hand_off set
    wanted_status = new.status,
    status = case when status = 'FAILED' and new.status = 'PAID' then 'FAILED' else 'PENDING' end,
    round_attempts = case when status = 'PENDING' then round_attempts else 0 end,
    done_at = null
  where invoice_id = new.id;
  if found then
    perform pg_notify('tollgate_hand_off', '');
  end if;
  return null;
end
$$;
create trigger invoice_status_is_carried after update on invoice
  for each row when (new.status <> old.status and new.status in ('PAID', 'VOID'))
  execute function carry_invoice_status();
