-- What is charged for calls that no final invoice bills, as before, without reading all the calls of a period: those
-- since the last final invoice are in the rollups, whose buckets begin wherever periods do. What went with its month
-- is billed by nobody any more. Of calls it asks with the values at hand (`execute`): so PostgreSQL sees how few came
-- late, however many there are.
create or replace function unbilled_charge(of text) returns numeric language plpgsql stable as $$
declare
  billed record;
  replaced record;
  unbilled numeric;
  more numeric;
begin
  select period_end, until_sequence into billed from invoice
  where customer_external_id = of and finalised_at is not null
  order by period_start desc, created_at desc, id desc limit 1;

  select coalesce(sum(r.charge), 0) into unbilled
  from usage_dimension d join usage_rollup r on r.dimension_id = d.id
  where d.customer_external_id = of
    and r.bucket_start >= greatest(billed.period_end, (select pruned_before from spend_floor));

  if billed.period_end is not null then
    execute 'select coalesce(sum(charge), 0) from spend_event
      where customer_external_id = $1 and occurred_at < $2 and sequence > $3'
    into more using of, billed.period_end, billed.until_sequence;
    unbilled := unbilled + more;
  end if;

  for replaced in
    select period_end, until_sequence, covers_from, after_sequence from invoice
    where customer_external_id = of and finalised_at is null and replaces is not null
  loop
    execute 'select coalesce(sum(charge), 0) from spend_event
      where customer_external_id = $1 and occurred_at < $2 and coalesce(sequence, 0) <= $3
        and (occurred_at >= $4 or coalesce(sequence, 0) > $5)'
    into more
    using of, replaced.period_end, replaced.until_sequence, replaced.covers_from, replaced.after_sequence;
    unbilled := unbilled + more;
  end loop;
  return unbilled;
end
$$;
