-- What customers are searched by, apart from them: their own rows change with every batch of events, and an
-- index of trigrams would have to change with each.
create table customer_search (
  customer_id uuid primary key references customer on delete cascade,
  text text not null
);

create function keep_customer_search() returns trigger language plpgsql as $$
begin
  insert into customer_search values (new.id, concat_ws(e'\n', new.external_id, new.name))
  on conflict (customer_id) do update set text = excluded.text;
  return null;
end
$$;
create trigger customer_search after insert or update of external_id, name on customer
  for each row execute function keep_customer_search();
insert into customer_search select id, concat_ws(e'\n', external_id, name) from customer;

-- Where the extension is not to be had, or not for this user, a search reads every text.
do $$
begin
  create extension if not exists pg_trgm;
  create index customer_search_text_idx on customer_search using gin (text gin_trgm_ops);
exception when insufficient_privilege or feature_not_supported or undefined_file or undefined_object then
  raise notice 'customers are searched without an index: %', sqlerrm;
end
$$;
