import { type CsvFile, csvFile, fileNameOf, jsonLinesFile } from '../../platform/csv/index.ts';
import { type Pool, streamRows } from '../../platform/postgres/index.ts';
import type { Range } from '../range.ts';
import type { SpendEventFilter } from '../spend-event-query.ts';
import { allSpendEvents } from '../sql/spend-events.ts';
import { EVENT_COLUMNS, eventCsvRow, eventJson, type NamedSpendEventRow } from './event-cells.ts';
import { EVENT_FOCUS_COLUMNS, eventFocusRows } from './event-focus.ts';
import type { EventExportFormat } from './event-formats.ts';

interface FileRequest {
  readonly pool: Pool;
  readonly filter: SpendEventFilter;
  readonly range: Range | null;
  readonly format: EventExportFormat;
}

/** All events of a search, latest first, made while they are read: memory does not grow with them. */
export function eventFile({ pool, filter, range, format }: FileRequest): CsvFile {
  const statement = allSpendEvents({ ...filter, range }, { lines: format !== 'csv' });
  const rows = <Row>(make: (record: NamedSpendEventRow) => Row[]) =>
    eachBatch(pool, statement, make);
  const days = range === null ? ['all'] : [range.firstDay, range.lastDay, range.timeZone];
  const name = (what: string, extension?: string) => fileNameOf([what, ...days], extension);
  switch (format) {
    case 'csv':
      return csvFile(
        name('events'),
        EVENT_COLUMNS,
        rows((record) => [eventCsvRow(record)]),
      );
    case 'jsonl':
      return jsonLinesFile(
        name('events', 'jsonl'),
        rows((record) => [eventJson(record)]),
      );
    case 'focus':
      return csvFile(name('events_focus_1_2'), EVENT_FOCUS_COLUMNS, rows(eventFocusRows));
  }
}

async function* eachBatch<Row>(
  pool: Pool,
  { text, values }: { text: string; values: readonly unknown[] },
  make: (record: NamedSpendEventRow) => Row[],
): AsyncGenerator<Row[]> {
  for await (const records of streamRows<NamedSpendEventRow>(pool, text, values)) {
    yield records.flatMap(make);
  }
}
