import { INFERENCE_ROUTES, type InferenceRoute } from './routes/index.ts';

/** What a path asks for. */
export type MatchedRoute =
  | {
      readonly kind: 'inference';
      readonly route: InferenceRoute;
      readonly modelInPath: string | null;
    }
  | { readonly kind: 'models' }
  | { readonly kind: 'model'; readonly name: string };

/** Each path, also as clients with a base URL without `/v1` have it. */
const BY_PATH = new Map<string, MatchedRoute>([
  ['/v1/models', { kind: 'models' }],
  ['/models', { kind: 'models' }],
  ...INFERENCE_ROUTES.flatMap((route): [string, MatchedRoute][] => {
    const match = { kind: 'inference', route, modelInPath: null } as const;
    return [
      [route.path, match],
      [route.path.slice('/v1'.length), match],
    ];
  }),
]);

const MODEL = /^(?:\/v1)?\/models\/(.+)$/;
const AZURE = /^\/(?:openai\/deployments|engines)\/([^/]+)(\/.+)$/;

/** Null when nothing is there. The model may stand in the path, as Azure's clients have it. */
export function findRoute(path: string): MatchedRoute | null {
  const exact = BY_PATH.get(path);
  if (exact !== undefined) return exact;
  const name = MODEL.exec(path)?.[1];
  if (name !== undefined) return { kind: 'model', name: decode(name) };
  const [, deployment, rest] = AZURE.exec(path) ?? [];
  if (deployment === undefined || rest === undefined) return null;
  const match = BY_PATH.get(rest);
  return match?.kind === 'inference' ? { ...match, modelInPath: decode(deployment) } : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
