import { useQuery } from 'urql';
import type { FormProblems } from '../../lib/form-problems.ts';
import { graphql } from '../../lib/graphql.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import type { KeyValues, Lifetime } from './key-form.ts';

const Teams_Query = graphql(`
  query KeyTeams_Query {
    teams(first: 100) {
      nodes {
        id
        name
      }
    }
  }
`);

export interface KeyFieldsProps {
  values: KeyValues;
  problems: FormProblems;
  onChange: (change: Partial<KeyValues>) => void;
}

/** Whom a key is for. */
export function BelongingFields({ values, problems, onChange }: KeyFieldsProps) {
  const [{ data }] = useQuery({ query: Teams_Query });
  const teams = data?.teams.nodes.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return (
    <>
      <Field
        label="Name"
        value={values.alias}
        onChange={(event) => onChange({ alias: event.target.value })}
        hint="What reports call it, such as “checkout, production”"
        error={problems['alias']}
      />
      <Field
        label="Owner’s e-mail"
        type="email"
        value={values.ownerEmail}
        onChange={(event) => onChange({ ownerEmail: event.target.value })}
        hint="Whom its spend is put down to. Somebody new becomes known by the address."
        error={problems['ownerEmail'] ?? problems['ownerId']}
      />
      <Select
        label="Team"
        value={values.teamId}
        choices={[{ value: '', label: 'No team' }, ...teams]}
        onChoose={(teamId) => onChange({ teamId })}
        error={problems['teamId']}
      />
      <Field
        label="Bound to customer"
        value={values.boundCustomer}
        onChange={(event) => onChange({ boundCustomer: event.target.value })}
        hint="Its calls are this customer’s, and naming another one is refused. Empty: calls name it."
        error={problems['boundCustomer']}
      />
    </>
  );
}

interface LimitFieldsProps extends KeyFieldsProps {
  lifetimes: readonly { value: Lifetime; label: string }[];
}

/** What a key may do. */
export function LimitFields({ values, problems, onChange, lifetimes }: LimitFieldsProps) {
  return (
    <>
      <Field
        label="Models"
        value={values.models}
        onChange={(event) => onChange({ models: event.target.value })}
        hint="Separated by commas; gpt-4o* is every name that begins so. Empty: every model."
        error={problems['models']}
      />
      <Field
        label="Tags"
        value={values.tags}
        onChange={(event) => onChange({ tags: event.target.value })}
        hint="Separated by commas; every call with this key carries them."
        error={problems['tags']}
      />
      <Select
        label="Expires"
        value={values.lifetime}
        choices={lifetimes}
        onChoose={(lifetime) => onChange({ lifetime })}
        error={problems['expiresAt']}
      />
    </>
  );
}

export const NEW_LIFETIMES: readonly { value: Lifetime; label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In 365 days' },
];

export const KEY_PROBLEM_FIELDS = [
  'alias',
  'ownerEmail',
  'ownerId',
  'teamId',
  'boundCustomer',
  'models',
  'tags',
  'expiresAt',
] as const;
