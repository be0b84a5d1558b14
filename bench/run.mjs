// Runs the benchmarks named as arguments, or all of them. Their options follow a `--`.
import { benchAdmission } from './admission.mjs';
import { benchExports } from './exports.mjs';
import { benchGateway } from './gateway.mjs';
import { benchInterleavings } from './interleavings.mjs';
import { benchInvoices } from './invoices.mjs';
import { benchJournal } from './journal.mjs';
import { benchMixedCalls } from './mixed-calls.mjs';
import { benchRating } from './rating.mjs';
import { benchReporting } from './reporting.mjs';

const BENCHES = {
  admission: benchAdmission,
  exports: benchExports,
  gateway: benchGateway,
  interleavings: benchInterleavings,
  invoices: benchInvoices,
  journal: benchJournal,
  'mixed-calls': benchMixedCalls,
  rating: benchRating,
  reporting: benchReporting,
};

const args = process.argv.slice(2);
const end = args.indexOf('--');
const names = end < 0 ? args : args.slice(0, end);
const options = end < 0 ? [] : args.slice(end + 1);
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}: there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  console.log(`\n== ${name}\n`);
  await BENCHES[name](options);
}
