-- Carried by every call to the deployment.
alter table deployment add column tags text[] not null default '{}';
