import { useInstallation } from '../session/session.ts';

/** Where an API key is used. */
export function useKeyNote(): string {
  const { gatewayUrl } = useInstallation();
  return `Give it to an OpenAI client as its API key, with ${gatewayUrl} as its base URL.`;
}
