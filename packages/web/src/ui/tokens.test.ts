import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [, light = '', dark = ''] = css.split(/:root[^{]*\{/);
const themes = { light: tokensOf(light), dark: tokensOf(dark) };

const SURFACES = ['canvas', 'surface', 'well'];
const TEXTS = ['ink', 'ink-soft', 'ink-faint', 'accent'];
const SERIES = ['1', '2', '3', '4', '5', '6', '7', '8', 'other'].map((slot) => `series-${slot}`);
const TINTED = ['good', 'warn', 'bad', 'accent'];

describe.each(Object.entries(themes))('in the %s theme', (_theme, token) => {
  test.each(SURFACES.flatMap((surface) => TEXTS.map((text) => [text, surface])))(
    '%s on %s reads as text',
    (text, surface) => {
      expect(contrast(token(text), token(surface))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(TINTED)('%s reads as text on its own tint and on the surface', (name) => {
    expect(contrast(token(name), token(`${name}-well`))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token(name), token('surface'))).toBeGreaterThanOrEqual(4.5);
  });

  test('text reads on a solid button and on the bars behind table rows', () => {
    expect(contrast(token('on-solid'), token('solid'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('ink'), token('bar'))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(SERIES)('%s stands out from the surface it is drawn on', (name) => {
    expect(contrast(token(name), token('surface'))).toBeGreaterThanOrEqual(3);
  });

  test('the edge of a field stands out from what is around it', () => {
    expect(contrast(token('line-strong'), token('surface'))).toBeGreaterThanOrEqual(3);
  });
});

function tokensOf(block: string): (name: string) => string {
  const values = new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [
      name,
      hex,
    ]),
  );
  return (name) => {
    const hex = values.get(name);
    if (!hex) throw new Error(`no colour token --${name}`);
    return hex;
  };
}

/** WCAG 2.2 contrast ratio, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
