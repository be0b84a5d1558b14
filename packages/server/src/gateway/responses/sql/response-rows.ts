import type { Queryable } from '../../../platform/postgres/index.ts';
import type { ResponseOrigin, ResponseStore } from '../response-origins.ts';

interface Row {
  readonly response_id: string;
  readonly deployment_id: string;
  readonly api_key_id: string | null;
  readonly team_id: string | null;
  readonly customer_external_id: string | null;
  readonly created_at: Date;
}

const COLUMNS = 'response_id, deployment_id, api_key_id, team_id, customer_external_id, created_at';

/** Providers keep responses for thirty days; what is older leads nowhere. */
const KEPT = "interval '31 days'";

/** Table `response_origin`. */
export class SqlResponseStore implements ResponseStore {
  readonly #db: Queryable;

  constructor(db: Queryable) {
    this.#db = db;
  }

  async insert(origins: readonly ResponseOrigin[]): Promise<void> {
    await this.#db.query(
      `insert into response_origin (${COLUMNS})
       select * from json_populate_recordset(null::response_origin, $1::json)
       on conflict do nothing`,
      [JSON.stringify(origins.map(toRow))],
    );
    await this.#db.query(`delete from response_origin where created_at < now() - ${KEPT}`);
  }

  async find(responseId: string): Promise<ResponseOrigin | null> {
    const { rows } = await this.#db.query<Row>(
      `select ${COLUMNS} from response_origin where response_id = $1`,
      [responseId],
    );
    return rows[0] === undefined ? null : toOrigin(rows[0]);
  }

  async remove(responseId: string): Promise<void> {
    await this.#db.query('delete from response_origin where response_id = $1', [responseId]);
  }
}

function toRow(origin: ResponseOrigin): Row {
  return {
    response_id: origin.responseId,
    deployment_id: origin.deploymentId,
    api_key_id: origin.apiKeyId,
    team_id: origin.teamId,
    customer_external_id: origin.customerExternalId,
    created_at: origin.createdAt,
  };
}

function toOrigin(row: Row): ResponseOrigin {
  return {
    responseId: row.response_id,
    deploymentId: row.deployment_id,
    apiKeyId: row.api_key_id,
    teamId: row.team_id,
    customerExternalId: row.customer_external_id,
    createdAt: row.created_at,
  };
}
