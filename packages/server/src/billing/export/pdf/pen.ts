import type { PDFDocument } from 'pdfkit';
import type { FontBook, Run, Weight } from './font-book.ts';

export interface Style {
  readonly size: number;
  readonly weight: Weight;
  readonly color: string;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly align?: 'left' | 'right';
}

/** Without a named feature pdfkit sets word by word, from left to right. */
const ONE_PIECE = ['kern'];
const LEADING = 1.4;

/** Writes text of any script on a page. */
export class Pen {
  readonly #doc: PDFDocument;
  readonly #fonts: FontBook;

  constructor(doc: PDFDocument, fonts: FontBook) {
    this.#doc = doc;
    this.#fonts = fonts;
    for (const { name, font } of fonts.fonts) doc.registerFont(name, font);
  }

  /** One line, never broken. */
  line(text: string, place: Place, style: Style): void {
    const runs = this.#fonts.runs(this.#fonts.legible(text), style.weight);
    const widths = runs.map((run) => this.#widthOf(run, style));
    const width = widths.reduce((sum, each) => sum + each, 0);
    let x = place.align === 'right' ? place.x + place.width - width : place.x;
    this.#doc.fillColor(style.color);
    for (const [i, run] of runs.entries()) {
      this.#doc.font(run.font.name).fontSize(style.size);
      this.#doc.text(run.text, x, place.y, optionsOf(run));
      x += widths[i] ?? 0;
    }
  }

  /** As many lines as it takes; gives the height of them. */
  paragraph(text: string, place: Place, style: Style): number {
    const lines = this.wrap(text, place.width, style);
    const height = style.size * LEADING;
    for (const [i, each] of lines.entries()) {
      this.line(each, { ...place, y: place.y + i * height }, style);
    }
    return lines.length * height;
  }

  /** Breaks at spaces; words that are wider than the column break anywhere. */
  wrap(text: string, width: number, style: Style): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of this.#words(text, width, style)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line === '' || this.#measure(longer, style) <= width) line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    return line === '' ? lines : [...lines, line];
  }

  #words(text: string, width: number, style: Style): string[] {
    const words = this.#fonts.legible(text).split(' ');
    return words.flatMap((word) => this.#fit(word, width, style));
  }

  #fit(word: string, width: number, style: Style): string[] {
    if (this.#measure(word, style) <= width) return [word];
    const parts: string[] = [''];
    for (const char of word) {
      const longer = `${parts.at(-1)}${char}`;
      if (this.#measure(longer, style) <= width) parts[parts.length - 1] = longer;
      else parts.push(char);
    }
    return parts.filter((part) => part !== '');
  }

  #measure(text: string, style: Style): number {
    return this.#fonts
      .runs(text, style.weight)
      .reduce((sum, run) => sum + this.#widthOf(run, style), 0);
  }

  #widthOf(run: Run, { size }: Style): number {
    this.#doc.font(run.font.name).fontSize(size);
    return this.#doc.widthOfString(run.text, optionsOf(run));
  }
}

function optionsOf({ isRightToLeft }: Run) {
  return isRightToLeft
    ? ({ lineBreak: false, features: ONE_PIECE } as const)
    : ({ lineBreak: false } as const);
}
