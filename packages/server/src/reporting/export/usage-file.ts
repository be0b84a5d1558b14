import {
  type CsvFile,
  csvFile,
  csvText,
  fileNameOf,
  jsonLinesFile,
} from '../../platform/csv/index.ts';
import { type Pool, streamRows } from '../../platform/postgres/index.ts';
import { latencyOf } from '../latency.ts';
import { allUsageRows, type UsageFileRecord } from '../sql/usage-export.ts';
import { toUsageRow } from '../sql/usage-rows.ts';
import { addTotals, NO_TOTALS } from '../totals.ts';
import type { UsageQuery } from '../usage-request.ts';
import type { ExportFormat, ReportOptions } from './report-options.ts';
import {
  type Cells,
  isShown,
  keyCells,
  latencyCells,
  otherCells,
  previousCells,
  totalCells,
  usageFileParts,
} from './usage-cells.ts';

interface FileRequest {
  readonly pool: Pool;
  readonly query: UsageQuery;
  readonly format: ExportFormat;
  readonly options: ReportOptions;
  readonly internals: boolean;
}

/** A report as a file, made while it is read: memory does not grow with its rows. */
export function usageFile({ pool, query, format, options, internals }: FileRequest): CsvFile {
  const shown = (cells: Cells) =>
    Object.fromEntries(Object.entries(cells).filter(([name]) => isShown(name, { internals })));
  const rows = eachBatch(pool, query, options);
  const fileName = fileNameOf(usageFileParts(query), format);
  if (format === 'jsonl') return jsonLinesFile(fileName, mapBatches(rows, shown));
  const keys = keyCells(query.groupBy, { key: [], names: [] });
  const columns = Object.keys(shown({ ...keys, ...sampleCells(query, options) }));
  const safe = (cells: Cells) =>
    Object.fromEntries(
      Object.entries(shown(cells)).map(([name, value]) => [
        name,
        name in keys ? csvText(value === null ? null : String(value)) : (value ?? ''),
      ]),
    );
  return csvFile(fileName, columns, mapBatches(rows, safe));
}

function sampleCells(query: UsageQuery, { latency }: ReportOptions): Cells {
  return {
    ...totalCells(NO_TOTALS),
    ...(latency ? latencyCells(null) : {}),
    ...(query.previous === null ? {} : previousCells(NO_TOTALS)),
  };
}

async function* eachBatch(
  pool: Pool,
  query: UsageQuery,
  { orderBy, top, latency }: ReportOptions,
): AsyncGenerator<Cells[]> {
  const { text, values } = allUsageRows(query, { orderBy, latency });
  const others = new Others();
  let count = 0;
  for await (const records of streamRows<UsageFileRecord>(pool, text, values)) {
    const room = top === null ? records.length : Math.max(0, top - count);
    count += records.length;
    for (const record of records.slice(room)) others.add(query, record);
    yield records.slice(0, room).map((record) => cellsOf(query, record, latency));
  }
  if (others.isAny) yield [others.cells(query, latency)];
}

function cellsOf(query: UsageQuery, record: UsageFileRecord, latency: boolean): Cells {
  const row = toUsageRow(query, record);
  return {
    ...keyCells(query.groupBy, row),
    ...totalCells(row.totals),
    ...(latency ? latencyCells(latencyOf({ floorsMs: record.floors, calls: record.times })) : {}),
    ...(row.previous === null ? {} : previousCells(row.previous)),
  };
}

/** The sum of the rows beyond the top ones. */
class Others {
  isAny = false;
  #totals = NO_TOTALS;
  #previous = NO_TOTALS;
  readonly #calls = new Map<number, number>();

  add(query: UsageQuery, record: UsageFileRecord): void {
    const { totals, previous } = toUsageRow(query, record);
    this.isAny = true;
    this.#totals = addTotals(this.#totals, totals);
    if (previous !== null) this.#previous = addTotals(this.#previous, previous);
    for (const [i, floorMs] of record.floors.entries()) {
      this.#calls.set(floorMs, (this.#calls.get(floorMs) ?? 0) + (record.times[i] ?? 0));
    }
  }

  cells(query: UsageQuery, latency: boolean): Cells {
    const histogram = { floorsMs: [...this.#calls.keys()], calls: [...this.#calls.values()] };
    return {
      ...otherCells(query.groupBy),
      ...totalCells(this.#totals),
      ...(latency ? latencyCells(latencyOf(histogram)) : {}),
      ...(query.previous === null ? {} : previousCells(this.#previous)),
    };
  }
}

async function* mapBatches<From, To>(
  batches: AsyncIterable<readonly From[]>,
  map: (from: From) => To,
): AsyncGenerator<To[]> {
  for await (const batch of batches) yield batch.map(map);
}
