import { useId } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { DIMENSION_WORDS, type ScopeTerm } from './scope-terms.ts';

interface ScopeValueProps {
  term: ScopeTerm;
  onChange: (value: string) => void;
}

/** What a condition asks for: typed, or chosen where only ids are known. */
export function ScopeValue({ term, onChange }: ScopeValueProps) {
  if (term.dimension === 'apiKey') return <KeyValue value={term.value} onChange={onChange} />;
  if (term.dimension === 'team') return <TeamValue value={term.value} onChange={onChange} />;
  if (term.dimension === 'user') return <UserValue value={term.value} onChange={onChange} />;
  if (term.dimension === 'customer')
    return <CustomerValue value={term.value} onChange={onChange} />;
  return (
    <Field
      label={DIMENSION_WORDS[term.dimension]}
      value={term.value}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface ValueProps {
  value: string;
  onChange: (value: string) => void;
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
