import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkit';
import { assert } from '../../../kernel/index.ts';
import { unwrapWoff } from './unwrap-woff.ts';

export type Weight = 'regular' | 'bold';

/** Text that one font can write, in one direction. */
export interface Run {
  readonly text: string;
  readonly font: OpenFont;
  readonly isRightToLeft: boolean;
}

export interface OpenFont {
  readonly name: string;
  readonly font: Font;
  readonly has: (codePoint: number) => boolean;
}

const require = createRequire(import.meta.url);
const GEIST_FOLDER = dirname(require.resolve('@fontsource/geist/package.json'));
const DEJAVU_FOLDER = dirname(require.resolve('dejavu-fonts-ttf/package.json'));
const GEIST = ['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext'];
const GEIST_WEIGHT = { regular: 400, bold: 600 } as const;
const DEJAVU = { regular: 'DejaVuSans', bold: 'DejaVuSans-Bold' } as const;

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** Invisible by nature: no font need have them. */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Variation_Selector}/gu;

/** What Geist alone writes, as nearly all text is. */
const PLAIN = /^[\x20-\x7e]*$/;
const WEIGHTS = ['regular', 'bold'] as const;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The fonts of a document, best first. Geist is the dashboard's; DejaVu has Greek, Armenian, Georgian,
 * Hebrew, Arabic and symbols beside; further ones are the operator's, for the scripts that no font of a
 * bearable size has, such as Chinese.
 */
export class FontBook {
  readonly #fonts: Readonly<Record<Weight, readonly OpenFont[]>>;

  constructor(further: readonly string[] = []) {
    const all = (weight: Weight) => [
      ...GEIST.map((part) => geist(part, weight)),
      join(DEJAVU_FOLDER, 'ttf', `${DEJAVU[weight]}.ttf`),
      ...further,
    ];
    this.#fonts = { regular: open(all('regular'), 'r'), bold: open(all('bold'), 'b') };
  }

  get fonts(): readonly OpenFont[] {
    return [...this.#fonts.regular, ...this.#fonts.bold];
  }

  /** Text as `legible` gives it, in pieces of one font each. */
  runs(text: string, weight: Weight): Run[] {
    const runs: Run[] = [];
    for (const piece of pieces(text)) {
      const font = this.#fontOf(piece.text, weight);
      assert(font !== undefined, `no font has ${piece.text}`);
      const last = runs.at(-1);
      if (last?.font === font && last.isRightToLeft === piece.isRightToLeft) {
        runs[runs.length - 1] = { ...last, text: last.text + piece.text };
      } else runs.push({ ...piece, font });
    }
    return runs;
  }

  /** What can be printed of a text. What no font has is its code points: `[U+4E2D U+56FD]`. */
  legible(text: string): string {
    if (PLAIN.test(text)) return text.replace(/ +/g, ' ');
    let missing: string[] = [];
    let result = '';
    const flush = () => {
      if (missing.length > 0) result += `[${missing.join(' ')}]`;
      missing = [];
    };
    for (const { segment } of graphemes.segment(visible(text))) {
      if (this.#isPrintable(segment)) {
        flush();
        result += segment;
      } else missing.push(...[...segment].map(codePointName));
    }
    flush();
    return result;
  }

  isLegible(text: string): boolean {
    return this.legible(text) === visible(text);
  }

  /** In whatever weight. */
  #isPrintable(grapheme: string): boolean {
    return WEIGHTS.every((weight) => this.#fontOf(grapheme, weight) !== undefined);
  }

  #fontOf(text: string, weight: Weight): OpenFont | undefined {
    const points = [...text].map((char) => char.codePointAt(0) ?? 0);
    return this.#fonts[weight].find(({ has }) => points.every(has));
  }
}

/** Graphemes with their direction: what is no letter takes that of the letters on both its sides. */
function pieces(text: string): { text: string; isRightToLeft: boolean }[] {
  if (PLAIN.test(text)) return text === '' ? [] : [{ text, isRightToLeft: false }];
  const all = [...graphemes.segment(text)].map(({ segment }) => segment);
  if (!RIGHT_TO_LEFT.test(text)) return all.map((each) => ({ text: each, isRightToLeft: false }));
  const strong = all.map((each) =>
    RIGHT_TO_LEFT.test(each) ? true : LETTER_OR_DIGIT.test(each) ? false : null,
  );
  return all.map((each, i) => {
    const before = strong.slice(0, i + 1).findLast((turn) => turn !== null) ?? false;
    const after = strong.slice(i).find((turn) => turn !== null) ?? false;
    return { text: each, isRightToLeft: before && after };
  });
}

function geist(part: string, weight: Weight): string {
  return join(GEIST_FOLDER, 'files', `geist-${part}-${GEIST_WEIGHT[weight]}-normal.woff`);
}

function open(files: readonly string[], prefix: string): OpenFont[] {
  return files.map((file, i) => {
    const bytes = readFileSync(file);
    const font = create(file.endsWith('.woff') ? unwrapWoff(bytes) : bytes);
    const characters = new Set(font.characterSet);
    return { name: `${prefix}${i}`, font, has: (codePoint) => characters.has(codePoint) };
  });
}

function visible(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').replace(UNSEEN, '');
}

function codePointName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
