/** A way of writing a model's name that says nothing about the model, and what becomes of it. */
interface Spelling {
  readonly what: string;
  readonly from: RegExp;
  readonly to: string;
}

const SPELLINGS: readonly Spelling[] = [
  { what: 'an ARN names the model last', from: /^arn:aws[^/]*:bedrock:.*\//, to: '' },
  {
    what: 'a path stands before the name',
    from: /^(?:projects\/[^/]+\/locations\/[^/]+\/)?(?:(?:publishers|accounts)\/[^/]+\/)?models\//,
    to: '',
  },
  {
    what: 'a route or an AWS region stands before the name',
    from: /^(?:converse|invoke|chat|responses|[a-z]{2}(?:-gov)?-[a-z]+-\d)\//,
    to: '',
  },
  { what: 'Vertex writes a version after an @', from: /@(?=\d|latest$)/, to: '-' },
  {
    what: 'a date without dashes',
    from: /-(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])$/,
    to: '-$1-$2-$3',
  },
  { what: 'a date with dashes', from: /-(20\d\d)-(0[1-9]|1[0-2])-([0-2]\d|3[01])$/, to: '-$1$2$3' },
];

/** A name as it may be written, the way it was given first, each with why it is the same name. */
export function spellingsOf(name: string): readonly { name: string; why: string }[] {
  const given = name.trim().toLowerCase();
  const spellings = [{ name: given, why: 'as given' }];
  let plain = given;
  for (const { what, from, to } of SPELLINGS) {
    const respelled = plain.replace(from, to);
    if (respelled === plain || respelled === '') continue;
    spellings.push({ name: respelled, why: what });
    // The two ways of writing a date are each other's opposite: both are tried, neither is kept.
    if (!what.startsWith('a date')) plain = respelled;
  }
  return spellings;
}

/** The name without the date or the `-latest` that picks one state of a model; null when it has neither. */
export function familyOf(name: string): { name: string; what: 'snapshot' | 'latest' } | null {
  const family = name.replace(/-20\d\d-?(?:0[1-9]|1[0-2])-?(?:[0-2]\d|3[01])$/, '');
  if (family !== name) return { name: family, what: 'snapshot' };
  return name.endsWith('-latest') ? { name: name.slice(0, -7), what: 'latest' } : null;
}

/** The model that an OpenAI fine-tune was made of; null when the name is not one of these. Some have a list price. */
export function fineTunedFrom(name: string): string | null {
  return /^ft:([^:]+)/.exec(name)?.[1] ?? null;
}

/** What a customer's own model was made of, as far as its name says; null when it is no such model. */
export function customisedFrom(name: string): string | null {
  const base = /^(.+?)\.ft-/.exec(name)?.[1];
  if (base !== undefined) return base;
  const own =
    /(?:^|[/:])(tunedmodels|(?:custom|imported|provisioned)-model(?:-deployment)?)\/(.+)$/;
  return own.exec(name)?.[2] ?? null;
}
