import type { ResponseAction } from './responses/response-address.ts';
import { INFERENCE_ROUTES, type InferenceRoute } from './routes/index.ts';

/** What a path asks for. */
export type MatchedRoute =
  | {
      readonly kind: 'inference';
      readonly route: InferenceRoute;
      readonly modelInPath: string | null;
    }
  | { readonly kind: 'models' }
  | { readonly kind: 'model'; readonly name: string }
  | { readonly kind: 'response'; readonly id: string; readonly action: ResponseAction };

/** Each path, also as clients with a base URL without `/v1` have it. */
const BY_PATH = new Map<string, MatchedRoute>([
  ['/v1/models', { kind: 'models' }],
  ['/models', { kind: 'models' }],
  ...INFERENCE_ROUTES.filter(({ path }) => !path.includes('{model}')).flatMap(
    (route): [string, MatchedRoute][] => {
      const match = { kind: 'inference', route, modelInPath: null } as const;
      return [
        [route.path, match],
        [route.path.slice('/v1'.length), match],
      ];
    },
  ),
]);

/** What Google's clients call a model's methods: `/v1beta/models/{model}:generateContent`. */
const METHODS = new Map(
  INFERENCE_ROUTES.filter(({ path }) => path.includes('{model}')).map((route) => [
    route.path.slice(route.path.indexOf('{model}') + '{model}'.length),
    route,
  ]),
);
const METHOD = /^\/v1beta\/models\/(.+)(:[^:/]+)$/;
/** Azure's clients put all else below this: `/openai/responses`, `/openai/v1/chat/completions`. */
const AZURE_ROOT = /^\/openai(?=\/)/;
const MODEL = /^(?:\/v1)?\/models\/(.+)$/;
const RESPONSE = /^(?:\/v1)?\/responses\/([^/]+)(\/cancel|\/input_items)?$/;
const AZURE = /^\/(?:openai\/deployments|engines)\/([^/]+)(\/.+)$/;

/** Null when nothing is there. The model may stand in the path, as Azure's clients have it. */
export function findRoute(path: string): MatchedRoute | null {
  const exact = BY_PATH.get(path);
  if (exact !== undefined) return exact;
  return findDeployment(path) ?? findBelow(path.replace(AZURE_ROOT, ''));
}

function findDeployment(path: string): MatchedRoute | null {
  const [, deployment, rest] = AZURE.exec(path) ?? [];
  if (deployment === undefined || rest === undefined) return null;
  const match = BY_PATH.get(rest);
  return match?.kind === 'inference' ? { ...match, modelInPath: decode(deployment) } : null;
}

function findBelow(path: string): MatchedRoute | null {
  const exact = BY_PATH.get(path);
  if (exact !== undefined) return exact;
  const [, owner, method = ''] = METHOD.exec(path) ?? [];
  const route = METHODS.get(method);
  if (route !== undefined && owner !== undefined) {
    return { kind: 'inference', route, modelInPath: decode(owner) };
  }
  const [, id, action = ''] = RESPONSE.exec(path) ?? [];
  if (id !== undefined) {
    return { kind: 'response', id: decode(id), action: action as ResponseAction };
  }
  const name = MODEL.exec(path)?.[1];
  return name === undefined ? null : { kind: 'model', name: decode(name) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
