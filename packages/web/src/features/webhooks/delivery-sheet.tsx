import { SearchX } from 'lucide-react';
import { useQuery } from 'urql';
import { formatCount } from '../../lib/counts.ts';
import type { ResultOf } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { OnDay, When } from '../../ui/when.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useInstallation, useMay } from '../session/session.ts';
import {
  ALTERED,
  Delivery_Query,
  ReplayDelivery_Mutation,
  SkipDelivery_Mutation,
} from './webhook-queries.ts';
import { DELIVERY_STATES } from './webhook-words.ts';

type Answer = ResultOf<typeof Delivery_Query>;
type Delivery = NonNullable<Answer['webhookDelivery']>;

interface DeliverySheetProps {
  /** Null: closed. */
  deliveryId: string | null;
  onClose: () => void;
}

/** One message: what it says, each time it was sent, and sending it again. */
export function DeliverySheet({ deliveryId, onClose }: DeliverySheetProps) {
  return (
    <Sheet
      open={deliveryId !== null}
      onClose={onClose}
      title="Delivery"
      description="What was sent, and what came of it"
    >
      {deliveryId !== null && <DeliveryDetails key={deliveryId} id={deliveryId} />}
    </Sheet>
  );
}

function DeliveryDetails({ id }: { id: string }) {
  const [result, refetch] = useQuery({
    query: Delivery_Query,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={8} />}>
      {({ webhookDelivery, webhookAttempts }) =>
        webhookDelivery === null ? (
          <Notice icon={SearchX} title="No such delivery">
            They are kept for 90 days.
          </Notice>
        ) : (
          <>
            <DeliveryHead delivery={webhookDelivery} />
            <Attempts attempts={webhookAttempts.nodes} />
            <section aria-label="Body" className="border-t border-line p-4">
              <h3 className="mb-2 text-[13px] font-semibold">Body</h3>
              <pre className="rounded-md bg-well p-3 font-mono text-xs break-words whitespace-pre-wrap">
                {indented(webhookDelivery.body)}
              </pre>
            </section>
          </>
        )
      }
    </QueryView>
  );
}

function DeliveryHead({ delivery }: { delivery: Delivery }) {
  const { reportingTimeZone } = useInstallation();
  const { may } = useMay('MANAGE_WEBHOOKS');
  const { status, sequence, eventType, nextAttemptAt, deliveredAt } = delivery;
  const { tone, word } = DELIVERY_STATES[status];
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 px-4 py-3">
        <span className="min-w-0 font-mono text-[13px] font-medium break-all">{eventType}</span>
        <Badge tone={tone}>{word}</Badge>
        {may && <DeliveryActions delivery={delivery} />}
      </div>
      <Facts>
        <Fact name="Number">{formatCount(sequence)}</Fact>
        {delivery.customer !== null && <Fact name="Customer">{delivery.customer}</Fact>}
        <Fact name="Happened">
          <OnDay at={delivery.createdAt} timeZone={reportingTimeZone} />
        </Fact>
        {deliveredAt !== null && (
          <Fact name="Accepted">
            <When at={deliveredAt} timeZone={reportingTimeZone} />
          </Fact>
        )}
        {nextAttemptAt !== null && (
          <Fact name="Sent next">
            <When at={nextAttemptAt} timeZone={reportingTimeZone} />
          </Fact>
        )}
      </Facts>
    </>
  );
}

function DeliveryActions({ delivery: { id, status } }: { delivery: Delivery }) {
  const replay = useAction(ReplayDelivery_Mutation, { touches: ALTERED });
  const skip = useAction(SkipDelivery_Mutation, { touches: ALTERED });
  return (
    <div className="ml-auto flex flex-wrap justify-end gap-2">
      {status === 'PENDING' && (
        <Button disabled={skip.busy} onClick={() => void skip.run({ id })}>
          Skip it
        </Button>
      )}
      <Button disabled={replay.busy} onClick={() => void replay.run({ id })}>
        Send again
      </Button>
      <div className="basis-full empty:hidden">
        <FormProblem problems={{ ...skip.problems, ...replay.problems }} />
      </div>
    </div>
  );
}

function Attempts({ attempts }: { attempts: Answer['webhookAttempts']['nodes'] }) {
  const { reportingTimeZone } = useInstallation();
  return (
    <section aria-label="Attempts" className="border-t border-line p-4">
      <h3 className="mb-2 text-[13px] font-semibold">Attempts</h3>
      {attempts.length === 0 && <p className="text-[13px] text-ink-faint">It was not sent yet.</p>}
      <ul className="flex flex-col gap-3 text-[13px]">
        {attempts.map(({ number, at, statusCode, fault, answer }) => (
          <li key={number}>
            <span className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{`No. ${formatCount(number)}`}</span>
              <Badge tone={isAccepted(statusCode) ? 'good' : 'bad'}>
                {statusCode === null ? 'No answer' : statusCode}
              </Badge>
              <span className="text-xs text-ink-faint">
                <When at={at} timeZone={reportingTimeZone} />
              </span>
            </span>
            {fault !== null && <span className="block break-words text-ink-soft">{fault}</span>}
            {answer !== null && answer !== '' && (
              <code className="mt-1 block font-mono text-xs break-all text-ink-soft">{answer}</code>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function isAccepted(statusCode: number | null): boolean {
  return statusCode !== null && statusCode >= 200 && statusCode < 300;
}

/** Easier to read; what was sent has no spaces. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
