import type { ModelName } from './models.ts';

type Weighted<T> = readonly (readonly [T, number])[];

/** What a product does with its models, when its people are at work, and how it labels its calls. */
export interface Business {
  readonly models: Weighted<ModelName>;
  readonly features: Weighted<string>;
  readonly team: string;
  /** Calls per hour of the local day, relative to each other. */
  readonly hours: readonly number[];
  /** Saturday and Sunday against a working day. */
  readonly weekend: number;
}

export interface DemoCustomer {
  /** Null: calls that name no customer. */
  readonly externalId: string | null;
  readonly business: Business;
  /** Where its people are: hours ahead of UTC. */
  readonly utcOffsetHours: number;
  /** Of all calls, relative to the other customers. */
  readonly weight: number;
  /** Part of the period gone by before its first call; 0 for those that were there from the start. */
  readonly joinsAfter: number;
}

const OFFICE = [1, 1, 1, 1, 1, 2, 4, 9, 18, 24, 25, 22, 17, 21, 24, 23, 20, 14, 8, 5, 4, 3, 2, 1];
const EVENING = [
  9, 6, 4, 2, 2, 2, 3, 5, 7, 8, 9, 11, 12, 12, 12, 13, 14, 16, 20, 24, 26, 25, 20, 14,
];
const ROUND_THE_CLOCK = [
  9, 9, 9, 9, 10, 10, 10, 11, 12, 13, 13, 13, 13, 13, 13, 13, 12, 12, 11, 10, 10, 10, 9, 9,
];

const CODING: Business = {
  models: [
    ['claude-sonnet-4-5', 5],
    ['grok-code-fast-1', 3],
    ['gpt-4.1', 2],
    ['o4-mini', 1],
  ],
  features: [
    ['feature:code-review', 4],
    ['feature:autocomplete', 5],
    ['feature:refactoring', 1],
  ],
  team: 'team:platform',
  hours: OFFICE,
  weekend: 0.22,
};

const SUPPORT: Business = {
  models: [
    ['gpt-4o-mini', 7],
    ['gpt-4o', 2],
    ['claude-haiku-4-5', 2],
  ],
  features: [
    ['feature:chat', 6],
    ['feature:ticket-summary', 3],
    ['feature:reply-draft', 2],
  ],
  team: 'team:support',
  hours: ROUND_THE_CLOCK,
  weekend: 0.7,
};

const DOCUMENTS: Business = {
  models: [
    ['gemini-2.5-pro', 3],
    ['gemini-2.5-flash', 5],
    ['gpt-4o', 2],
  ],
  features: [
    ['feature:contract-review', 2],
    ['feature:search', 5],
    ['feature:extraction', 4],
  ],
  team: 'team:documents',
  hours: OFFICE,
  weekend: 0.12,
};

const CONSUMER: Business = {
  models: [
    ['gpt-4o-mini', 6],
    ['gpt-5-mini', 3],
    ['gemini-2.5-flash', 3],
  ],
  features: [
    ['feature:assistant', 6],
    ['feature:onboarding', 2],
    ['feature:recommendations', 3],
  ],
  team: 'team:growth',
  hours: EVENING,
  weekend: 1.25,
};

const NEW_YORK = -5;
const SAN_FRANCISCO = -8;
const SAO_PAULO = -3;
const LONDON = 0;
const BERLIN = 1;
const CAIRO = 2;
const BENGALURU = 5.5;
const TOKYO = 9;
const SYDNEY = 10;

/** From the largest to the smallest. Some ids are hard on CSV files and on pages, as real ones are. */
const LIST: readonly (readonly [externalId: string, business: Business, utcOffsetHours: number])[] =
  [
    ['acme-corp', CODING, NEW_YORK],
    ['globex', SUPPORT, LONDON],
    ['initech', CODING, SAN_FRANCISCO],
    ['株式会社さくら', DOCUMENTS, TOKYO],
    ['umbrella-health', DOCUMENTS, BERLIN],
    ['hooli', CONSUMER, SAN_FRANCISCO],
    ['stark-industries', CODING, NEW_YORK],
    ['müller-und-söhne', DOCUMENTS, BERLIN],
    ['wayne-enterprises', SUPPORT, NEW_YORK],
    ['soylent', CONSUMER, SAO_PAULO],
    ['=equals-studio', CODING, LONDON],
    ['vandelay-imports', SUPPORT, NEW_YORK],
    ['massive-dynamic', DOCUMENTS, SAN_FRANCISCO],
    ['café-central', CONSUMER, BERLIN],
    ['tyrell', CODING, TOKYO],
    ['cyberdyne', CODING, SAN_FRANCISCO],
    ['o\'neill, hart & "partners"', DOCUMENTS, LONDON],
    ['wonka', CONSUMER, BERLIN],
    ['oceanic-airlines', SUPPORT, SYDNEY],
    ['pied-piper', CODING, SAN_FRANCISCO],
    ['نخبة-للسفر', SUPPORT, CAIRO],
    ['gringotts', DOCUMENTS, LONDON],
    ['dunder-mifflin', SUPPORT, NEW_YORK],
    ['blue-sun', CONSUMER, BENGALURU],
    ['nakatomi', DOCUMENTS, TOKYO],
    ['сервис-плюс', SUPPORT, CAIRO],
    ['aperture-labs', CODING, BENGALURU],
    ['duff', CONSUMER, SYDNEY],
    ['weyland-yutani', DOCUMENTS, TOKYO],
    ['prestige-worldwide', CONSUMER, NEW_YORK],
    ['sterling-cooper', DOCUMENTS, NEW_YORK],
    ['los-pollos', CONSUMER, SAO_PAULO],
    ['kramerica', CODING, LONDON],
    ['rocket-🚀-games', CONSUMER, BENGALURU],
    ['bluth-homes', SUPPORT, SAN_FRANCISCO],
    ['monsters-inc', CONSUMER, SAO_PAULO],
    ['paper-street', SUPPORT, SYDNEY],
    ['central-perk', CONSUMER, NEW_YORK],
    ['virtucon', CODING, BERLIN],
    ['ghostbusters', SUPPORT, LONDON],
  ];

const ZIPF_EXPONENT = 1.05;
const NEWCOMERS = new Map([
  ['vandelay-imports', 0.35],
  ['pied-piper', 0.55],
  ['rocket-🚀-games', 0.7],
  ['kramerica', 0.2],
]);
const NAMELESS_WEIGHT = 0.04;

/** The largest `count` customers, and the calls that name none. */
export function demoCustomers(count: number): DemoCustomer[] {
  const named = LIST.slice(0, count).map(([externalId, business, utcOffsetHours], index) => ({
    externalId,
    business,
    utcOffsetHours,
    weight: (index + 1) ** -ZIPF_EXPONENT,
    joinsAfter: NEWCOMERS.get(externalId) ?? 0,
  }));
  const nameless: DemoCustomer = {
    externalId: null,
    business: SUPPORT,
    utcOffsetHours: LONDON,
    weight: NAMELESS_WEIGHT,
    joinsAfter: 0,
  };
  return [...named, nameless];
}
