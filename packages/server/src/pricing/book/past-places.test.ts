import { describe, expect, test } from 'vitest';
import { type NamedDeployment, PastPlaces } from './past-places.ts';
import { PriceBook } from './price-book.ts';

const deployment = (modelName: string, provider: string, upstreamModel: string) => ({
  modelName,
  provider,
  upstreamModel,
  baseModel: null,
});
const OPENAI = deployment('openai/*', 'openai', '*');

/** A book in which these have, or had, own prices. */
function book(...subjects: string[]): PriceBook {
  return new PriceBook(
    subjects.map((subject) => ({ layer: 'config', subject, revision: 1, entries: [] })),
  );
}

function ownPlaceOf(
  model: string,
  { priced = [], deployments = [] }: { priced?: string[]; deployments?: NamedDeployment[] },
) {
  const called = { model, provider: 'openai', upstreamModel: 'gpt-4o' };
  const places = new PastPlaces(book(...priced), deployments).of(called);
  return places?.[0]?.subject ?? null;
}

describe('the own prices of a call of the past', () => {
  test('are those of the pattern that took its name in', () => {
    for (const found of [
      { deployments: [OPENAI] },
      { priced: ['openai/* as openai/*'] },
      { priced: ['openai/* as openai/*'], deployments: [deployment('*', 'openai', '*')] },
    ]) {
      expect(ownPlaceOf('openai/gpt-4o', found)).toBe('openai/* as openai/*');
    }
    const any = { deployments: [deployment('*', '*', '*')] };
    expect(ownPlaceOf('openai/gpt-4o', any)).toBe('*/* as *');
  });

  test('are those of its own name, else of the more specific pattern', () => {
    const written = deployment('openai/gpt-4o', 'openai', 'gpt-4o');
    const narrow = deployment('openai/gpt-*', 'openai', 'gpt-*');
    const all = [OPENAI, narrow, written];
    expect(ownPlaceOf('openai/gpt-4o', { deployments: all })).toBe(
      'openai/gpt-4o as openai/gpt-4o',
    );
    expect(ownPlaceOf('openai/gpt-4o', { deployments: [OPENAI, narrow] })).toBe(
      'openai/gpt-* as openai/gpt-*',
    );
  });

  test('of a fallback are those of a pattern that leads there, where nothing else may have', () => {
    const written = deployment('mine', 'openai', 'gpt-4o');
    const priced = ['openai/* as openai/*'];
    expect(ownPlaceOf('claude', { priced })).toBe('openai/* as openai/*');
    expect(ownPlaceOf('claude', { priced, deployments: [written] })).toBeNull();
    expect(ownPlaceOf('claude', { deployments: [OPENAI, written] })).toBe('openai/gpt-4o as mine');
  });

  test('come before those of the base model that the pattern fills', () => {
    const based = { ...deployment('azure/*', 'openai', '*'), baseModel: 'azure/*' };
    const places = new PastPlaces(book(), [based]).of({
      model: 'azure/gpt-4o',
      provider: 'openai',
      upstreamModel: 'gpt-4o',
    });
    expect(places?.map(({ subject }) => subject)).toContain('azure/gpt-4o');
  });
});
