-- Credit notes go where their invoice went, if credit notes are taken there.
alter table invoice_hand_off
  -- How many of them are to be over there, and are.
  add column wanted_credit_notes integer not null default 0,
  add column remote_credit_notes integer not null default 0,
  add check (status <> 'DONE' or remote_credit_notes = wanted_credit_notes);

-- In the transaction that makes one. What has failed waits to be asked for.
create function carry_credit_note() returns trigger language plpgsql as $$
begin
  update invoice_hand_off set
    wanted_credit_notes = (select count(*) from credit_note where invoice_id = new.invoice_id),
    status = case when status = 'FAILED' then 'FAILED' else 'PENDING' end,
    round_attempts = case when status = 'PENDING' then round_attempts else 0 end,
    done_at = null
  where invoice_id = new.invoice_id and kind = 'STRIPE';
  if found then
    perform pg_notify('tollgate_hand_off', '');
  end if;
  return null;
end
$$;
create trigger credit_note_is_carried after insert on credit_note
  for each row execute function carry_credit_note();
