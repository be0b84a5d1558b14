-- Larger steps of a customer's charge of a month: recording changes them less often, and the list of customers
-- still sorts few.
alter table customer_month drop column charge_step;
alter table customer_month add column charge_step integer not null
  generated always as (floor(4 * sqrt(sqrt(greatest(charge, 0)::double precision)))) stored;
create index customer_month_charge_idx on customer_month (bucket_start, charge_step);
