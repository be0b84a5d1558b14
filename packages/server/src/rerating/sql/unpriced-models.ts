import type { Queryable } from '../../platform/postgres/index.ts';

/** Calls of one model that have no price so far. */
export interface UnpricedModel {
  readonly model: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

export type UnpricedPosition = Pick<UnpricedModel, 'model' | 'provider' | 'upstreamModel'>;

/** In order of their names, after a position. */
export async function readUnpricedModels(
  db: Queryable,
  { startsAt, endsAt }: { readonly startsAt: Date; readonly endsAt: Date },
  page: { readonly after: UnpricedPosition | null; readonly limit: number },
): Promise<UnpricedModel[]> {
  const { after, limit } = page;
  const { rows } = await db.query<UnpricedModel>(
    `select model, provider, upstream_model as "upstreamModel", count(*) as calls,
       sum(input_tokens)::bigint as "inputTokens", sum(output_tokens)::bigint as "outputTokens",
       min(occurred_at) as "firstAt", max(occurred_at) as "lastAt"
     from spend_event e
     where cost is null and occurred_at >= $1 and occurred_at < $2
       and not exists (
         select from spend_event a
         where a.call_id = e.call_id and a.attempt = e.attempt and a.occurred_at = e.occurred_at
           and a.adjustment = 1)
       and ($3::text is null or
         (model collate "C", provider collate "C", upstream_model collate "C") > ($3, $4::text, $5::text))
     group by model, provider, upstream_model
     order by model collate "C", provider collate "C", upstream_model collate "C"
     limit $6`,
    [
      startsAt,
      endsAt,
      after?.model ?? null,
      after?.provider ?? null,
      after?.upstreamModel ?? null,
      limit,
    ],
  );
  return rows;
}
