/** Limits of one deployment, where they differ from those of all. Null: as for all. */
export interface DeploymentTimeouts {
  readonly connectMs: number | null;
  /** Longest wait for the head of its answer. */
  readonly firstByteMs: number | null;
  /** Longest silence in an answer. */
  readonly idleMs: number | null;
  /** Longest time for one attempt. */
  readonly totalMs: number | null;
}

/** LiteLLM's names first. All in seconds. */
export const TIMEOUT_SETTINGS = [
  'timeout',
  'stream_timeout',
  'connect_timeout',
  'first_byte_timeout',
] as const;

export type TimeoutSetting = (typeof TIMEOUT_SETTINGS)[number];

const SECONDS = /^\d{1,7}(\.\d{1,3})?$/;

/** How often a deployment is checked: 0 when it says it must not be; null when it says nothing. */
export function readHealthCheck(settings: Readonly<Record<string, unknown>>): number | null {
  if (settings['disable_background_health_check'] === 'true') return 0;
  const seconds = settings['health_check_interval'];
  return typeof seconds === 'string' && isSeconds(seconds) ? Number(seconds) * 1000 : null;
}

/** Whether a text is a time that can be waited for. */
export function isSeconds(text: string): boolean {
  return SECONDS.test(text) && Number(text) > 0;
}

/** Reads texts that `isSeconds` has let through. */
export function readTimeouts(
  settings: Readonly<Partial<Record<string, string>>>,
): DeploymentTimeouts {
  const msOf = (name: TimeoutSetting) =>
    settings[name] === undefined ? null : Math.ceil(Number(settings[name]) * 1000);
  return {
    connectMs: msOf('connect_timeout'),
    firstByteMs: msOf('first_byte_timeout') ?? msOf('stream_timeout'),
    idleMs: msOf('stream_timeout'),
    totalMs: msOf('timeout'),
  };
}
