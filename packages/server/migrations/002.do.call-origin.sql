-- What the caller says of a call beside who it is for. Shown and searched, never billed by.
alter table spend_event
  add column session_id text,
  add column trace_id text,
  add column client_call_id text;
