import { Secret } from '../kernel/index.ts';
import type { Sealed, Sealer } from '../platform/sealing/index.ts';
import { type DeploymentSecrets, NO_SECRETS } from './deployment.ts';

interface SecretTexts {
  readonly apiKey: string | null;
  readonly settings: Readonly<Record<string, string>>;
}

/** Null when there is nothing to keep. A deployment's secrets open for that deployment only. */
export function sealSecrets(
  sealer: Sealer,
  id: string,
  { apiKey, settings }: DeploymentSecrets,
): Sealed | null {
  const texts = Object.entries(settings).map(([name, secret]) => [name, secret.reveal()]);
  if (apiKey === null && texts.length === 0) return null;
  const json = { apiKey: apiKey?.reveal() ?? null, settings: Object.fromEntries(texts) };
  return sealer.seal(new Secret(JSON.stringify(json)), placeOf(id));
}

/** Null when this server's keys do not open them. */
export function openSecrets(
  sealer: Sealer,
  id: string,
  sealed: Sealed | null,
): DeploymentSecrets | null {
  if (sealed === null) return NO_SECRETS;
  const opened = sealer.open(sealed, placeOf(id));
  if (opened === null) return null;
  const { apiKey, settings } = JSON.parse(opened.reveal()) as SecretTexts;
  const secrets = Object.entries(settings).map(([name, text]) => [name, new Secret(text)]);
  return {
    apiKey: apiKey === null ? null : new Secret(apiKey),
    settings: Object.fromEntries(secrets),
  };
}

function placeOf(id: string): string {
  return `deployment:${id}`;
}
