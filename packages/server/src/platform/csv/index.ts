export { type CsvFile, type CsvRow, csvFile, fileNameOf, jsonLinesFile } from './csv-file.ts';
export { csvText } from './csv-text.ts';
export { ExportLimit } from './export-limit.ts';
export { FOCUS_MANDATORY_COLUMNS, FOCUS_SERVICE, focusInstant } from './focus.ts';
