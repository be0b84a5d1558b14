/** As a table, as objects, or as the charges of FOCUS 1.2. */
export type EventExportFormat = 'csv' | 'jsonl' | 'focus';

export const EVENT_PATHS: Readonly<Record<EventExportFormat, string>> = {
  csv: '/exports/events.csv',
  jsonl: '/exports/events.jsonl',
  focus: '/exports/events_focus_1_2.csv',
};
