-- What the list of customers is ordered and searched by.

-- Rises with the charge, in steps that are small for those who spend much and few for all: an index of it gives who
-- spent most, and seldom changes. (An index of the charge itself would change with every call.)
alter table customer_month add column charge_step integer not null
  generated always as (floor(4 * sqrt(sqrt(greatest(charge, 0)::double precision)))) stored;
create index customer_month_charge_idx on customer_month (bucket_start, charge_step);

-- In small letters: so kept, a text that no index finds is compared much faster.
create or replace function keep_customer_search() returns trigger language plpgsql as $$
begin
  insert into customer_search values (new.id, lower(concat_ws(e'\n', new.external_id, new.name)))
  on conflict (customer_id) do update set text = excluded.text;
  return null;
end
$$;
update customer_search set text = lower(text);
