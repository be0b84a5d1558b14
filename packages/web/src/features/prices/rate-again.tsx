import { useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { formatCount, plural } from '../../lib/counts.ts';
import { formatInstant } from '../../lib/dates.ts';
import { graphql } from '../../lib/graphql.ts';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/money.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useInstallation } from '../session/session.ts';

/** Past calls that a new price concerns. */
export interface PastCalls {
  readonly model: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly reason: string;
}

const Preview_Query = graphql(`
  query RateAgainPreview_Query($selection: SpendSelectionInput!) {
    rerateSpendPreview(selection: $selection) {
      total {
        events
        changed
        unpriced
        unrated
        before {
          amount
          currency
        }
        after {
          amount
          currency
        }
        difference {
          amount
          currency
        }
      }
    }
  }
`);

const RateAgain_Mutation = graphql(`
  mutation RateAgain_Mutation(
    $selection: SpendSelectionInput!
    $reason: String!
    $idempotencyKey: String!
  ) {
    rerateSpend(selection: $selection, reason: $reason, idempotencyKey: $idempotencyKey) {
      rerating {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

interface RateAgainProps {
  past: PastCalls;
  /** The run that corrects them has come to its end. */
  onRated: () => void;
  onDone: () => void;
}

/** What the new price makes of past calls, and, once confirmed, the run that corrects them. */
export function RateAgain({ past, onRated, onDone }: RateAgainProps) {
  const { model, startsAt, endsAt } = past;
  const selection = { models: [model], startsAt, endsAt };
  const [runId, setRunId] = useState<string | null>(null);
  const [idempotencyKey] = useState(randomId);
  const { reportingTimeZone: timeZone } = useInstallation();
  const [result, refetch] = useQuery({
    query: Preview_Query,
    variables: { selection },
    requestPolicy: 'network-only',
    pause: runId !== null,
  });
  const rate = useAction(RateAgain_Mutation, { touches: ['ReratingConnection'] });
  const apply = async () => {
    const reason = past.reason === '' ? `Price of ${model}` : past.reason;
    const done = await rate.run({ selection, reason, idempotencyKey });
    setRunId(done?.rerateSpend.rerating?.id ?? null);
  };
  if (runId !== null) return <Running runId={runId} onRated={onRated} onDone={onDone} />;
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-[13px] text-ink-soft">
        The price is set. Calls from {formatInstant(startsAt, timeZone)} until{' '}
        {formatInstant(endsAt, timeZone)} can be corrected to it: each gets an adjustment that
        points at it, and every sum follows. Nothing that is recorded is changed.
      </p>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
        {({ rerateSpendPreview: { total } }) => (
          <Facts>
            <Fact name="Calls">{formatCount(total.events)}</Fact>
            <Fact name="Would change">{formatCount(total.changed)}</Fact>
            {total.unpriced > 0 && (
              <Fact name="Without a price now">{formatCount(total.unpriced)}</Fact>
            )}
            {total.unrated > 0 && (
              <Fact name="Stay as they are: not all of it has a price">
                {formatCount(total.unrated)}
              </Fact>
            )}
            <Fact name="Charged now">
              <Money of={total.before} as="exact" />
            </Fact>
            <Fact name="Would be charged">
              <Money of={total.after} as="exact" />
            </Fact>
            <Fact name="Difference">
              <Money of={total.difference} as="exact" className="font-medium" />
            </Fact>
          </Facts>
        )}
      </QueryView>
      <FormProblem problems={rate.problems} />
      <div className="flex justify-end gap-2">
        <Button className="h-9" onClick={onDone}>
          Leave as they are
        </Button>
        <Button
          look="solid"
          className="h-9"
          disabled={rate.busy || !result.data || result.data.rerateSpendPreview.total.changed === 0}
          onClick={() => void apply()}
        >
          {rate.busy ? 'Starting…' : 'Rate again'}
        </Button>
      </div>
    </div>
  );
}

const Run_Query = graphql(`
  query RateAgainRun_Query($id: ID!) {
    rerating(id: $id) {
      examined
      adjusted
      unrated
      finishedAt
      difference {
        amount
        currency
      }
    }
  }
`);

const ASK_AGAIN_MS = 500;

interface RunningProps extends Omit<RateAgainProps, 'past'> {
  runId: string;
}

function Running({ runId, onRated, onDone }: RunningProps) {
  const [result, refetch] = useQuery({
    query: Run_Query,
    variables: { id: runId },
    requestPolicy: 'network-only',
  });
  const finished = result.data?.rerating?.finishedAt != null;
  const { fetching } = result;
  useEffect(() => {
    if (finished || fetching) return;
    const timer = setTimeout(() => refetch({ requestPolicy: 'network-only' }), ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [finished, fetching, refetch]);
  const latest = useRef(onRated);
  useEffect(() => {
    latest.current = onRated;
  });
  useEffect(() => {
    if (finished) latest.current();
  }, [finished]);
  const run = result.data?.rerating;
  return (
    <div className="flex flex-col gap-4 p-4">
      <p role="status" className="text-[13px] text-ink-soft">
        {finished
          ? `Done: ${plural(run?.adjusted ?? 0, 'call')} corrected.`
          : 'Rating again. It goes on when this is closed.'}
      </p>
      {run && (
        <Facts>
          <Fact name="Looked at">{formatCount(run.examined)}</Fact>
          <Fact name="Corrected">{formatCount(run.adjusted)}</Fact>
          {run.unrated > 0 && <Fact name="Left as they were">{formatCount(run.unrated)}</Fact>}
          <Fact name="Difference">
            <Money of={run.difference} as="exact" />
          </Fact>
        </Facts>
      )}
      <Button look={finished ? 'solid' : 'plain'} className="h-9 self-end" onClick={onDone}>
        {finished ? 'Done' : 'Close'}
      </Button>
    </div>
  );
}
