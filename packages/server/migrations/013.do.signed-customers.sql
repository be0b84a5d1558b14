-- A key with a signing secret takes customers only when their id is signed with it. It is sealed, as
-- provider keys are.
alter table api_key
  add column signing_key_id text,
  add column signing_sealed bytea,
  add check ((signing_key_id is null) = (signing_sealed is null));
