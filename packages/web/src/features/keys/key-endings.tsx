import { useState } from 'react';
import { graphql } from '../../lib/graphql.ts';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';

const RotateKey_Mutation = graphql(`
  mutation RotateKey_Mutation($id: ID!, $overlapMinutes: Int!, $idempotencyKey: String!) {
    rotateApiKey(id: $id, overlapMinutes: $overlapMinutes, idempotencyKey: $idempotencyKey) {
      secret
      apiKey {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

const RevokeKey_Mutation = graphql(`
  mutation RevokeKey_Mutation($id: ID!) {
    revokeApiKey(id: $id) {
      apiKey {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

const OVERLAPS = [
  { value: '0', label: 'At once' },
  { value: '60', label: 'In an hour' },
  { value: '1440', label: 'In a day' },
  { value: '10080', label: 'In 7 days' },
] as const;

/** A secret that has just been made, and where it is used if not as a key. */
export interface MadeSecret {
  readonly title: string;
  readonly secret: string | null;
  readonly note?: string;
}

interface RotateKeyProps {
  keyId: string;
  onBack: () => void;
  onSecret: (made: MadeSecret) => void;
}

export function RotateKey({ keyId, onBack, onSecret }: RotateKeyProps) {
  const [overlap, setOverlap] = useState<(typeof OVERLAPS)[number]['value']>('1440');
  const [idempotencyKey, setIdempotencyKey] = useState(randomId);
  const rotate = useAction(RotateKey_Mutation, { touches: ['ApiKey'] });
  const go = async () => {
    const request = { id: keyId, overlapMinutes: Number(overlap), idempotencyKey };
    const done = await rotate.run(request);
    if (done) onSecret({ title: 'The new secret', secret: done.rotateApiKey.secret });
  };
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-[13px] text-ink-soft">
        The key gets a new secret and stays the same key: its owner, limits and spend go on.
      </p>
      <FormProblem problems={rotate.problems} />
      <Select
        label="The old secret ends"
        value={overlap}
        choices={OVERLAPS}
        onChoose={(chosen) => {
          setOverlap(chosen);
          setIdempotencyKey(randomId());
        }}
      />
      <div className="flex justify-end gap-2">
        <Button className="h-9" onClick={onBack}>
          Back
        </Button>
        <Button look="solid" className="h-9" disabled={rotate.busy} onClick={() => void go()}>
          {rotate.busy ? 'Rotating…' : 'Rotate key'}
        </Button>
      </div>
    </div>
  );
}

interface RevokeKeyProps {
  keyId: string;
  alias: string;
  onDone: () => void;
}

export function RevokeKey({ keyId, alias, onDone }: RevokeKeyProps) {
  const revoke = useAction(RevokeKey_Mutation, { touches: ['ApiKey'] });
  const go = async () => {
    if (await revoke.run({ id: keyId })) onDone();
  };
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-[13px] text-ink-soft">
        Calls with <strong className="font-semibold text-ink">{alias}</strong> are refused from now
        on, for good. What was spent with it stays on record. To stop it for a while, block it.
      </p>
      <FormProblem problems={revoke.problems} />
      <div className="flex justify-end gap-2">
        <Button className="h-9" onClick={onDone}>
          Back
        </Button>
        <Button look="danger" className="h-9" disabled={revoke.busy} onClick={() => void go()}>
          {revoke.busy ? 'Revoking…' : 'Revoke key'}
        </Button>
      </div>
    </div>
  );
}
