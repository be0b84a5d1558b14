import { getRouteApi, Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { Badge } from '../../ui/badge.tsx';
import { Breadcrumb, CRUMB } from '../../ui/breadcrumb.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { OnDay } from '../../ui/when.tsx';
import { useMay } from '../session/session.ts';
import { CardAssignments } from './card-assignments.tsx';
import { CardEditor } from './card-editor.tsx';
import { type CardFacts, RateCard_Query } from './card-queries.ts';
import { CardTerms } from './card-terms.tsx';

const route = getRouteApi('/app/rate-cards/$name');

/** One card: what its terms are and were, and whom it is for. */
export function CardPage() {
  const { name } = route.useParams();
  const [result, refetch] = useQuery({
    query: RateCard_Query,
    variables: { name },
    requestPolicy: 'cache-and-network',
  });
  return (
    <>
      <title>{`${name} · Rate cards · Tollgate`}</title>
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={10} />}>
        {({ rateCard }) =>
          rateCard === null ? <NoSuchCard /> : <CardScreen key={rateCard.id} card={rateCard} />
        }
      </QueryView>
    </>
  );
}

function CardScreen({ card }: { card: CardFacts }) {
  const [changing, setChanging] = useState(false);
  const { may } = useMay('MANAGE_PRICES');
  const close = () => setChanging(false);
  return (
    <>
      <CardHeading name={card.name} isDefault={card.isDefault}>
        {may && !changing && (
          <Button look="solid" onClick={() => setChanging(true)}>
            New terms
          </Button>
        )}
      </CardHeading>
      {changing ? (
        <CardEditor card={card} onDone={close} onCancel={close} />
      ) : (
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
          <div className="flex min-w-0 flex-col gap-4">
            {card.versions.map((version) => (
              <Panel
                key={version.effectiveFrom}
                title="Terms"
                note={<Since at={version.effectiveFrom} by={version.createdBy} />}
              >
                <CardTerms terms={version.terms} />
              </Panel>
            ))}
          </div>
          <Panel title="Whom it is for">
            <CardAssignments card={card} editable={may} />
          </Panel>
        </div>
      )}
    </>
  );
}

function Since({ at, by }: { at: string; by: string }) {
  return (
    <>
      {at.startsWith('1970') ? (
        'Since ever'
      ) : (
        <>
          {'From '}
          <OnDay at={at} timeZone="UTC" />
        </>
      )}
      {` · ${by}`}
    </>
  );
}

interface CardHeadingProps {
  name: string;
  isDefault?: boolean;
  children?: React.ReactNode;
}

export function CardHeading({ name, isDefault = false, children }: CardHeadingProps) {
  return (
    <div className="mb-4 flex flex-col gap-1">
      <Breadcrumb>
        <Link to="/rate-cards" className={CRUMB}>
          Rate cards
        </Link>
      </Breadcrumb>
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{name}</h1>
        {isDefault && <Badge tone="accent">Default</Badge>}
        {children && <div className="ml-auto">{children}</div>}
      </div>
    </div>
  );
}

function NoSuchCard() {
  return (
    <Notice
      icon={SearchX}
      title="There is no such rate card"
      actions={
        <Link to="/rate-cards" className={buttonClass('plain')}>
          All rate cards
        </Link>
      }
    />
  );
}
