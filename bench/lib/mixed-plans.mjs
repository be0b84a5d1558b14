import { between, pick } from './random.mjs';
import { PATHS } from './wire-formats.mjs';

/** A plain call as often as all the mishaps together. */
const KINDS = ['plain', 'plain', 'plain', 'plain', 'retry', 'leave', 'hold', 'truncate', 'break'];

/** What one call asks for and what becomes of it, drawn from a seeded source. */
export function drawPlan(random, id) {
  const kind = pick(random, KINDS);
  const path = pick(random, PATHS);
  const stream =
    path !== '/v1/embeddings' && (random() < 0.5 || ['hold', 'truncate', 'break'].includes(kind));
  const input = between(random, 1, 5_000);
  const output = path === '/v1/embeddings' ? 0 : between(random, 0, 2_000);
  const cached = path === '/v1/embeddings' || random() < 0.5 ? 0 : between(random, 0, input);
  return {
    id,
    kind,
    path,
    stream,
    counts: { input, cached, output },
    seed: between(random, 0, 2 ** 31),
    failures: kind === 'retry' ? between(random, 1, 3) : 0,
    failStatus: pick(random, [429, 500, 503]),
    breaksBeforeHeaders: random() < 0.2,
    errorsReport: random() < 0.2,
    end: stream && ['hold', 'truncate', 'break'].includes(kind) ? kind : 'whole',
    leavesAfterBytes: leavesAfter(random, kind),
  };
}

/**
 * A caller that leaves what is held goes once something came; one that leaves otherwise goes at any
 * moment, also before the headers. Null stays.
 */
function leavesAfter(random, kind) {
  if (kind === 'hold') return 1;
  return kind === 'leave' ? between(random, 0, 600) : null;
}
