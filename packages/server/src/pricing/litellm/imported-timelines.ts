import { ALL_DAY, EARLIEST, LATEST, type Timeline } from '../book/timeline.ts';
import { nameVersion } from '../book/version-name.ts';
import type { ImportedModel } from './import-prices.ts';

const SOURCE = 'litellm';

/** The price book's view of an imported file, which has no dates: each price holds for all time. */
export function importedTimelines(models: readonly ImportedModel[]): Timeline[] {
  return models.map(({ subject, prices }) => ({
    layer: 'import',
    subject,
    revision: 1,
    entries: [
      {
        effectiveFrom: EARLIEST,
        effectiveUntil: LATEST,
        ...ALL_DAY,
        price: nameVersion(SOURCE, subject, prices),
      },
    ],
  }));
}
