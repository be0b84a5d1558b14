-- Whether an endpoint is told of tests as well.
alter table webhook_endpoint add column tests boolean not null default true;
