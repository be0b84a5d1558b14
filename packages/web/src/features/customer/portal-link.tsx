import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { graphql } from '../../lib/graphql.ts';
import { randomId } from '../../lib/random-id.ts';
import { Button } from '../../ui/button.tsx';
import { SecretLine } from '../../ui/secret-line.tsx';
import { Select } from '../../ui/select.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { FormProblem } from '../forms/form-problem.tsx';
import { useAction } from '../forms/use-action.ts';
import { useMay } from '../session/session.ts';
import { OpenLinks } from './open-links.tsx';

const IssuePortalToken_Mutation = graphql(`
  mutation IssuePortalToken_Mutation($input: IssueApiTokenInput!, $idempotencyKey: String!) {
    issueApiToken(input: $input, idempotencyKey: $idempotencyKey) {
      apiToken {
        id
      }
      userErrors {
        path
        message
      }
    }
  }
`);

const CreatePortalLink_Mutation = graphql(`
  mutation CreatePortalLink_Mutation(
    $apiTokenId: ID!
    $validMinutes: Int!
    $idempotencyKey: String!
  ) {
    createPortalLink(
      apiTokenId: $apiTokenId
      validMinutes: $validMinutes
      idempotencyKey: $idempotencyKey
    ) {
      linkPath
      userErrors {
        path
        message
      }
    }
  }
`);

const LIFETIMES = [
  { value: '1440', label: 'In a day' },
  { value: '10080', label: 'In 7 days' },
  { value: '43200', label: 'In 30 days' },
  { value: '129600', label: 'In 90 days' },
] as const;

/** For who may give out credentials: a link that opens this customer's portal. */
export function PortalLinkButton({ externalId }: { externalId: string }) {
  const [open, setOpen] = useState(false);
  const { may } = useMay('MANAGE_PEOPLE');
  if (!may) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Link2 aria-hidden="true" className="size-3.5" /> Portal link
      </Button>
      <Sheet
        side="middle"
        open={open}
        onClose={() => setOpen(false)}
        title="Portal link"
        description="Makes a link by which a customer sees their own usage, budgets and invoices"
      >
        <PortalLink externalId={externalId} />
      </Sheet>
    </>
  );
}

function PortalLink({ externalId }: { externalId: string }) {
  const [minutes, setMinutes] = useState<(typeof LIFETIMES)[number]['value']>('10080');
  const [request, setRequest] = useState(newRequest);
  const [link, setLink] = useState<string | null>(null);
  const issue = useAction(IssuePortalToken_Mutation, { touches: ['ApiTokenConnection'] });
  const create = useAction(CreatePortalLink_Mutation, { touches: [] });
  const make = async () => {
    const validMinutes = Number(minutes);
    const { idempotencyKey } = request;
    // Each link has a token of its own, so that it can be withdrawn by itself.
    const input = {
      name: 'Portal link',
      scope: 'PORTAL' as const,
      customer: externalId,
      expiresAt: new Date(request.at + validMinutes * 60_000).toISOString(),
    };
    const token = (await issue.run({ input, idempotencyKey }))?.issueApiToken.apiToken;
    if (!token) return;
    const made = await create.run({ apiTokenId: token.id, validMinutes, idempotencyKey });
    const path = made?.createPortalLink.linkPath;
    if (!path) return;
    setLink(`${window.location.origin}${path}`);
    setRequest(newRequest());
  };
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-[13px] text-ink-soft">
        Whoever has the link sees the usage, budgets and invoices of{' '}
        <strong className="font-semibold break-words text-ink">{externalId}</strong>, and nothing
        else.
      </p>
      <FormProblem problems={{ ...issue.problems, ...create.problems }} />
      <div className="flex flex-wrap items-end gap-2">
        <Select
          label="It ends"
          value={minutes}
          choices={LIFETIMES}
          onChoose={(chosen) => {
            setMinutes(chosen);
            setRequest(newRequest());
          }}
        />
        <Button
          look="solid"
          className="h-9"
          disabled={issue.busy || create.busy}
          onClick={() => void make()}
        >
          Make a link
        </Button>
      </div>
      {link !== null && <SecretLine text={link} label="Copy the link" small />}
      <OpenLinks externalId={externalId} />
    </div>
  );
}

/** Sent again after a lost answer, it is the same request and gives the same link. */
function newRequest() {
  return { idempotencyKey: randomId(), at: Date.now() };
}
