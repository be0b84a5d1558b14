import { useId } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { ABSENCES, CALL_STATUSES, type FilterName } from '../../lib/search.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { TierNames_Query } from '../budgets/tier-queries.ts';
import {
  ABSENCE_WORDS,
  DIMENSION_WORDS,
  type Group,
  STATUS_WORDS,
  SUGGESTED,
} from './dimensions.ts';
import { SuggestValues_Query } from './suggest-query.ts';

interface DimensionValueProps {
  dimension: FilterName;
  value: string;
  onChange: (value: string) => void;
}

/** What a condition asks for: typed, or chosen where only ids are known. */
export function DimensionValue({ dimension, value, onChange }: DimensionValueProps) {
  if (dimension === 'apiKey') return <KeyValue value={value} onChange={onChange} />;
  if (dimension === 'team') return <TeamValue value={value} onChange={onChange} />;
  if (dimension === 'user') return <UserValue value={value} onChange={onChange} />;
  if (dimension === 'tier') return <TierValue value={value} onChange={onChange} />;
  if (dimension === 'status') return <StatusValue value={value} onChange={onChange} />;
  if (dimension === 'without') return <AbsenceValue value={value} onChange={onChange} />;
  if (dimension === 'customer') return <CustomerValue value={value} onChange={onChange} />;
  return <TextValue dimension={dimension} value={value} onChange={onChange} />;
}

interface ValueProps {
  value: string;
  onChange: (value: string) => void;
}

function TextValue({ dimension, value, onChange }: DimensionValueProps) {
  const id = useId();
  const group = SUGGESTED[dimension];
  return (
    <>
      <Field
        label={DIMENSION_WORDS[dimension]}
        value={value}
        list={id}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>{group && <KnownValues group={group} />}</datalist>
    </>
  );
}

function KnownValues({ group }: { group: Group }) {
  const [{ data }] = useQuery({ query: SuggestValues_Query, variables: { groupBy: [group] } });
  return data?.usage.rows.nodes.map(
    ({ key: [value] }) => value && <option key={value} value={value} />,
  );
}

const SuggestCustomers_Query = graphql(`
  query SuggestCustomers_Query($search: String!) {
    customers(first: 10, search: $search, orderBy: LAST_SEEN_DESC) {
      nodes {
        externalId
      }
    }
  }
`);

/** A customer that has not called yet can be named as well. */
function CustomerValue({ value, onChange }: ValueProps) {
  const id = useId();
  const [{ data }] = useQuery({ query: SuggestCustomers_Query, variables: { search: value } });
  return (
    <>
      <Field
        label="Customer"
        value={value}
        list={id}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>
        {data?.customers.nodes.map(({ externalId }) => (
          <option key={externalId} value={externalId} />
        ))}
      </datalist>
    </>
  );
}

const ChooseKey_Query = graphql(`
  query ChooseKey_Query {
    apiKeys(first: 100) {
      nodes {
        id
        alias
        lastFour
      }
    }
  }
`);

function KeyValue({ value, onChange }: ValueProps) {
  const [{ data }] = useQuery({ query: ChooseKey_Query });
  const keys = data?.apiKeys.nodes ?? [];
  return (
    <Select
      label="API key"
      value={value}
      choices={[
        { value: '', label: keys.length === 0 ? 'No keys' : 'Choose a key' },
        ...keys.map((key) => ({ value: key.id, label: `${key.alias} …${key.lastFour}` })),
      ]}
      onChoose={onChange}
    />
  );
}

const ChooseTeam_Query = graphql(`
  query ChooseTeam_Query {
    teams(first: 100) {
      nodes {
        id
        name
      }
    }
  }
`);

function TeamValue({ value, onChange }: ValueProps) {
  const [{ data }] = useQuery({ query: ChooseTeam_Query });
  const teams = data?.teams.nodes ?? [];
  return (
    <Select
      label="Team"
      value={value}
      choices={[
        { value: '', label: teams.length === 0 ? 'No teams' : 'Choose a team' },
        ...teams.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChoose={onChange}
    />
  );
}

const ChooseUser_Query = graphql(`
  query ChooseUser_Query {
    users(first: 100) {
      nodes {
        id
        name
        email
      }
    }
  }
`);

function UserValue({ value, onChange }: ValueProps) {
  const [{ data }] = useQuery({ query: ChooseUser_Query });
  const users = data?.users.nodes ?? [];
  return (
    <Select
      label="User"
      value={value}
      choices={[
        { value: '', label: users.length === 0 ? 'No users' : 'Choose a user' },
        ...users.map(({ id, name, email }) => ({ value: id, label: email ?? name })),
      ]}
      onChoose={onChange}
    />
  );
}

function TierValue({ value, onChange }: ValueProps) {
  const [{ data }] = useQuery({ query: TierNames_Query });
  const tiers = data?.tiers.nodes ?? [];
  return (
    <Select
      label="Tier"
      value={value}
      choices={[
        { value: '', label: tiers.length === 0 ? 'No tiers' : 'Choose a tier' },
        ...tiers.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChoose={onChange}
    />
  );
}

const STATUS_CHOICES = CALL_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] }));

function StatusValue({ value, onChange }: ValueProps) {
  return (
    <Select
      label="Status"
      value={value}
      choices={[{ value: '', label: 'Choose a status' }, ...STATUS_CHOICES]}
      onChoose={onChange}
    />
  );
}

const ABSENCE_CHOICES = ABSENCES.map((value) => ({ value, label: ABSENCE_WORDS[value] }));

function AbsenceValue({ value, onChange }: ValueProps) {
  return (
    <Select
      label="Without"
      value={value}
      choices={[{ value: '', label: 'Choose what they lack' }, ...ABSENCE_CHOICES]}
      onChoose={onChange}
    />
  );
}
