export { type CsvFile, type CsvRow, csvFile, fileNameOf } from './csv-file.ts';
export { csvText } from './csv-text.ts';
export { ExportLimit } from './export-limit.ts';
