import { SearchX } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { Notice } from '../../ui/notice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { SecretOnce } from '../forms/secret-once.tsx';
import { useMay } from '../session/session.ts';
import { EditKey, EditKey_Key } from './edit-key.tsx';
import { KeyActions, KeyActions_Key, type KeyTask } from './key-actions.tsx';
import { type MadeSecret, RevokeKey, RotateKey } from './key-endings.tsx';
import { KeyFacts, KeyFacts_Key } from './key-facts.tsx';
import { useKeyNote } from './key-note.ts';
import { KeySigning } from './key-signing.tsx';

const Key_Query = graphql(
  `
    query Key_Query($id: ID!) {
      apiKey(id: $id) {
        id
        alias
        requiresSignedCustomer
        ...KeyFacts_Key
        ...KeyActions_Key
        ...EditKey_Key
      }
    }
  `,
  [KeyFacts_Key, KeyActions_Key, EditKey_Key],
);

/** One key: what is known of it, and what can be done about it. */
export function KeySheet({ keyId, onClose }: { keyId: string | undefined; onClose: () => void }) {
  const [made, setMade] = useState<MadeSecret | null>(null);
  const note = useKeyNote();
  const close = () => {
    setMade(null);
    onClose();
  };
  return (
    <Sheet
      open={keyId !== undefined}
      onClose={close}
      held={made !== null}
      title={made?.title ?? 'API key'}
      description="What is known of this key, and what can be done about it"
    >
      {made && (
        <SecretOnce secret={made.secret} note={made.note ?? note} onDone={() => setMade(null)} />
      )}
      {keyId !== undefined && !made && <KeyDetails key={keyId} keyId={keyId} onSecret={setMade} />}
    </Sheet>
  );
}

interface KeyDetailsProps {
  keyId: string;
  onSecret: (made: MadeSecret) => void;
}

function KeyDetails({ keyId, onSecret }: KeyDetailsProps) {
  const [task, setTask] = useState<KeyTask>('look');
  const { may } = useMay('MANAGE_KEYS');
  const [result, refetch] = useQuery({
    query: Key_Query,
    variables: { id: keyId },
    requestPolicy: 'cache-and-network',
  });
  const look = () => setTask('look');
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={12} />}>
      {({ apiKey }) => {
        if (!apiKey) return <Notice icon={SearchX} title="There is no such key" />;
        if (task === 'edit') return <EditKey apiKey={apiKey} onDone={look} />;
        if (task === 'rotate') {
          return <RotateKey keyId={apiKey.id} onBack={look} onSecret={onSecret} />;
        }
        if (task === 'sign') {
          const { id, requiresSignedCustomer: required } = apiKey;
          return <KeySigning keyId={id} required={required} onBack={look} onSecret={onSecret} />;
        }
        if (task === 'revoke') {
          return <RevokeKey keyId={apiKey.id} alias={apiKey.alias} onDone={look} />;
        }
        return (
          <>
            {may && <KeyActions apiKey={apiKey} onTask={setTask} />}
            <KeyFacts apiKey={apiKey} />
          </>
        );
      }}
    </QueryView>
  );
}
