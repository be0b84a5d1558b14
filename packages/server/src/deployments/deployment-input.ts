import { isPlainText, type Secret } from '../kernel/index.ts';
import { isSeconds, TIMEOUT_SETTINGS } from '../platform/config/index.ts';
import type { Problem, UnpricedPolicy } from './deployment.ts';

/** Everything that makes a deployment what it is. */
export interface DeploymentInput {
  readonly modelName: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly apiKey: Secret | null;
  readonly apiBase: string | null;
  readonly apiVersion: string | null;
  readonly baseModel: string | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly secretSettings: Readonly<Record<string, Secret>>;
  readonly tags: readonly string[];
  readonly unpriced: UnpricedPolicy | null;
  readonly weight: number;
  readonly order: number;
}

/** What is to change; members that are absent stay as they are. */
export type DeploymentPatch = {
  readonly [Name in keyof DeploymentInput]?: DeploymentInput[Name] | undefined;
};

const LONGEST_NAME = 256;
const LONGEST_URL = 2_048;
const LONGEST_SETTING = 4_096;
const LONGEST_SECRET = 16_384;
const MOST_SETTINGS = 100;
const LONGEST_TAG = 128;
const MOST_TAGS = 32;
const HEAVIEST = 1_000_000;
const SETTING_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;
/** A key goes out in a header. */
const KEY = /^[\x21-\x7e]+$/;
const PRICE_NAME = /cost|price/;
const SECRET_NAME =
  /secret|passw|credential|private|api_?key|access_key|auth|cookie|session|(^|_)token$/i;

/** Whether a setting of this name must not be shown. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !PRICE_NAME.test(name);
}

/** Every problem at once. */
export function checkInput(input: DeploymentInput): Problem[] {
  return [
    ...namesIn(input),
    ...addressIn(input),
    ...loadIn(input),
    ...tagsIn(input),
    ...timesIn(input),
    ...flagsIn(input),
    ...settingsIn('settings', input.settings, (value) => isPlainText(value, LONGEST_SETTING)),
    ...secretsIn(input),
  ];
}

function namesIn(input: DeploymentInput): Problem[] {
  const problems: Problem[] = [];
  for (const name of ['modelName', 'upstreamModel'] as const) {
    if (!isName(input[name])) problems.push(invalid(name, NAME_RULE));
  }
  if (!/^[a-z0-9][a-z0-9_.-]{0,63}$/i.test(input.provider)) {
    problems.push(invalid('provider', 'must be a name of letters, digits, _, . and -'));
  }
  for (const name of ['apiVersion', 'baseModel'] as const) {
    const value = input[name];
    if (value !== null && !isName(value)) problems.push(invalid(name, NAME_RULE));
  }
  return problems;
}

const NAME_RULE = `must be text of 1 to ${LONGEST_NAME} characters, without control characters or spaces around it`;

function isName(text: string): boolean {
  return isPlainText(text, LONGEST_NAME) && text.trim() === text;
}

function addressIn({ apiBase }: DeploymentInput): Problem[] {
  if (apiBase === null) return [];
  const url = apiBase.length <= LONGEST_URL && URL.canParse(apiBase) ? new URL(apiBase) : null;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === null || !isHttp) return [invalid('apiBase', 'must be an http(s) URL')];
  const isBare = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isBare ? [] : [invalid('apiBase', 'must have no user, query or fragment')];
}

function loadIn({ weight, order }: DeploymentInput): Problem[] {
  const problems: Problem[] = [];
  if (!(weight > 0 && weight <= HEAVIEST)) {
    problems.push(invalid('weight', `must be above 0 and at most ${HEAVIEST}`));
  }
  if (!Number.isSafeInteger(order) || order < 0 || order > HEAVIEST) {
    problems.push(invalid('order', `must be a whole number from 0 to ${HEAVIEST}`));
  }
  return problems;
}

const FLAG = 'disable_background_health_check';

function flagsIn({ settings }: DeploymentInput): Problem[] {
  const given = settings[FLAG];
  const isFine = given === undefined || given === 'true' || given === 'false';
  return isFine ? [] : [invalid('settings', `${FLAG} must be true or false`)];
}

function timesIn({ settings }: DeploymentInput): Problem[] {
  return [...TIMEOUT_SETTINGS, 'health_check_interval'].flatMap((name) => {
    const given = settings[name];
    if (given === undefined || isSeconds(given)) return [];
    return [invalid('settings', `${name} must be a number of seconds above 0`)];
  });
}

function tagsIn({ tags }: DeploymentInput): Problem[] {
  const rule = `must be at most ${MOST_TAGS} texts of 1 to ${LONGEST_TAG} characters`;
  const isFine = tags.length <= MOST_TAGS && tags.every((tag) => isPlainText(tag, LONGEST_TAG));
  return isFine ? [] : [invalid('tags', rule)];
}

function settingsIn(
  field: 'settings' | 'secretSettings',
  settings: Readonly<Record<string, string>>,
  isAllowed: (value: string) => boolean,
): Problem[] {
  const entries = Object.entries(settings);
  const problems: Problem[] = [];
  if (entries.length > MOST_SETTINGS) {
    problems.push(invalid(field, `must be at most ${MOST_SETTINGS}`));
  }
  for (const [name, value] of entries) {
    if (!SETTING_NAME.test(name)) {
      problems.push(invalid(field, `${JSON.stringify(name.slice(0, 50))} is not a setting's name`));
    } else if (!isAllowed(value)) {
      problems.push(invalid(field, `${name} must be text without control characters`));
    } else if (field === 'settings' && isSecretName(name)) {
      problems.push(invalid(field, `${name} looks like a secret: it belongs in secretSettings`));
    }
  }
  return problems;
}

function secretsIn({ apiKey, secretSettings }: DeploymentInput): Problem[] {
  const texts = Object.entries(secretSettings).map(([name, secret]) => [name, secret.reveal()]);
  const problems = settingsIn('secretSettings', Object.fromEntries(texts), isSecretText);
  const key = apiKey?.reveal();
  if (key !== undefined && (key.length > LONGEST_SECRET || !KEY.test(key))) {
    problems.push(invalid('apiKey', 'must be of printable ASCII characters without spaces'));
  }
  if (key?.startsWith('os.environ/')) {
    problems.push(
      invalid('apiKey', 'must be the key itself: only config.yaml can name a variable'),
    );
  }
  return problems;
}

/** A key file has lines. */
function isSecretText(value: string): boolean {
  return value !== '' && value.length <= LONGEST_SECRET && value.isWellFormed();
}

function invalid(field: string, rule: string): Problem {
  return { code: 'INVALID', message: `${field} ${rule}`, path: ['input', field] };
}
