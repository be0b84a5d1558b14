import { setImmediate as turn } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import type { FontBook } from './font-book.ts';
import type { Page, PageRow, PageTotal } from './invoice-page.ts';
import { Pen, type Style } from './pen.ts';

const WIDTH = 595.28;
const HEIGHT = 841.89;
const MARGIN = 48;
const BOTTOM = HEIGHT - 64;
const INNER = WIDTH - 2 * MARGIN;
const ROWS_IN_A_TURN = 20;

const INK = '#18181b';
const GREY = '#71717a';
const RULE = '#d4d4d8';
const RED = '#b91c1c';

const TITLE: Style = { size: 20, weight: 'bold', color: INK };
const STRONG: Style = { size: 9.5, weight: 'bold', color: INK };
const BODY: Style = { size: 9, weight: 'regular', color: INK };
const SMALL: Style = { size: 7.5, weight: 'regular', color: GREY };
const LABEL: Style = { size: 7.5, weight: 'bold', color: GREY };
const STAMP: Style = { size: 110, weight: 'bold', color: RED };

const UNKNOWN =
  'Characters that the fonts of this document lack are written as their Unicode numbers, in brackets.';

/** Where each column of the table begins, and how wide it is. */
const COLUMNS = [
  { x: MARGIN, width: 220, align: 'left' },
  { x: MARGIN + 226, width: 110, align: 'right' },
  { x: MARGIN + 342, width: 76, align: 'right' },
  { x: MARGIN + 424, width: INNER - 424, align: 'right' },
] as const;

export type Drawing = InstanceType<typeof PDFDocument>;

/**
 * Begins a PDF file of a page's words. It is drawn a few rows at a time: whatever else the process does
 * goes on meanwhile. The same words give the same bytes.
 */
export function drawPage(page: Page, fonts: FontBook): Drawing {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    font: null,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    pdfVersion: '1.7',
    info: {
      Title: `${page.title} ${page.footer.split(' · ')[0]}`,
      Author: page.issuer,
      Creator: 'Tollgate',
      Producer: 'Tollgate',
      CreationDate: page.madeAt,
      ModDate: page.madeAt,
    },
  });
  new Drawer(doc, fonts, page).draw().catch((error: Error) => doc.destroy(error));
  return doc;
}

class Drawer {
  readonly #doc: Drawing;
  readonly #pen: Pen;
  readonly #page: Page;
  readonly #fonts: FontBook;
  #y = MARGIN;

  constructor(doc: Drawing, fonts: FontBook, page: Page) {
    this.#doc = doc;
    this.#fonts = fonts;
    this.#pen = new Pen(doc, fonts);
    this.#page = page;
  }

  async draw(): Promise<void> {
    this.#head();
    this.#tableHead();
    for (const [i, row] of this.#page.rows.entries()) {
      if (i % ROWS_IN_A_TURN === 0) await turn();
      if (this.#doc.destroyed) return;
      this.#row(row);
    }
    for (const total of this.#page.totals) this.#total(total);
    this.#notes();
    this.#everyPage();
    this.#doc.end();
  }

  #head(): void {
    const { title, issuer, facts, recipient } = this.#page;
    const half = INNER / 2 - 12;
    const right = MARGIN + INNER / 2 + 12;
    this.#pen.line(title, { x: MARGIN, y: MARGIN, width: half }, TITLE);
    this.#pen.paragraph(issuer, { x: right, y: MARGIN + 6, width: half, align: 'right' }, STRONG);
    const top = MARGIN + 44;
    let left = top;
    for (const [label, text] of facts) {
      this.#pen.line(label, { x: MARGIN, y: left + 1, width: 70 }, LABEL);
      left += this.#pen.paragraph(text, { x: MARGIN + 76, y: left, width: half - 76 }, BODY);
    }
    this.#pen.line('Billed to', { x: right, y: top + 1, width: half }, LABEL);
    let under = top + 14;
    for (const [i, text] of recipient.entries()) {
      under += this.#pen.paragraph(text, { x: right, y: under, width: half }, i ? BODY : STRONG);
    }
    this.#y = Math.max(left, under) + 24;
  }

  #tableHead(): void {
    for (const [i, { x, width, align }] of COLUMNS.entries()) {
      this.#pen.line(this.#page.columns[i] ?? '', { x, y: this.#y, width, align }, LABEL);
    }
    this.#y += 13;
    this.#rule(MARGIN);
    this.#y += 6;
  }

  #row({ description, remark, quantity, unitPrice, amount }: PageRow): void {
    const [first, ...others] = COLUMNS;
    const text = this.#pen.wrap(description, first.width, BODY);
    const small = remark === null ? [] : this.#pen.wrap(remark, first.width, SMALL);
    const cells = [quantity, unitPrice, amount].map((cell, i) =>
      this.#pen.wrap(cell, others[i]?.width ?? 0, BODY),
    );
    const lines = Math.max(text.length, ...cells.map((cell) => cell.length));
    this.#makeRoom(lines * 12.6 + small.length * 10.5 + 5, { table: true });
    for (const [i, cell] of [text, ...cells].entries()) {
      const { x, width, align } = COLUMNS[i] ?? first;
      for (const [n, each] of cell.entries()) {
        this.#pen.line(each, { x, y: this.#y + n * 12.6, width, align }, BODY);
      }
    }
    this.#y += lines * 12.6;
    for (const each of small) {
      this.#pen.line(each, { x: first.x, y: this.#y, width: first.width }, SMALL);
      this.#y += 10.5;
    }
    this.#y += 5;
  }

  #total({ label, amount, isStrong }: PageTotal): void {
    this.#makeRoom(24, { table: false });
    const x = MARGIN + INNER / 2;
    const style = isStrong ? STRONG : BODY;
    this.#rule(x);
    this.#y += 6;
    this.#pen.line(label, { x, y: this.#y, width: 150 }, style);
    this.#pen.line(
      amount,
      { x: x + 150, y: this.#y, width: INNER / 2 - 150, align: 'right' },
      style,
    );
    this.#y += 15;
  }

  #notes(): void {
    const { notes } = this.#page;
    const all = this.#isAllLegible() ? notes : [...notes, UNKNOWN];
    this.#y += 16;
    for (const note of all) {
      const lines = this.#pen.wrap(note, INNER, SMALL);
      for (const each of lines) {
        this.#makeRoom(10.5, { table: false });
        this.#pen.line(each, { x: MARGIN, y: this.#y, width: INNER }, SMALL);
        this.#y += 10.5;
      }
    }
  }

  /** Footers and stamps: how many pages there are is known last. */
  #everyPage(): void {
    const { footer, stamp } = this.#page;
    const { count } = this.#doc.bufferedPageRange();
    for (let i = 0; i < count; i += 1) {
      this.#doc.switchToPage(i);
      const place = { x: MARGIN, y: HEIGHT - 40, width: INNER };
      this.#pen.line(footer, place, SMALL);
      this.#pen.line(`Page ${i + 1} of ${count}`, { ...place, align: 'right' }, SMALL);
      if (stamp !== null) this.#stamp(stamp);
    }
  }

  #stamp(text: string): void {
    const centre = [WIDTH / 2, HEIGHT / 2] as const;
    this.#doc.save().fillOpacity(0.14).rotate(-40, { origin: centre });
    this.#doc.font(this.#fonts.runs(text, 'bold')[0]?.font.name ?? '').fontSize(STAMP.size);
    const x = WIDTH / 2 - this.#doc.widthOfString(text) / 2;
    this.#pen.line(text, { x, y: HEIGHT / 2 - STAMP.size / 2, width: WIDTH }, STAMP);
    this.#doc.restore();
  }

  #makeRoom(height: number, { table }: { table: boolean }): void {
    if (this.#y + height <= BOTTOM) return;
    this.#doc.addPage();
    this.#y = MARGIN;
    if (table) this.#tableHead();
  }

  #rule(from: number): void {
    this.#doc.lineWidth(0.5).strokeColor(RULE);
    this.#doc
      .moveTo(from, this.#y)
      .lineTo(MARGIN + INNER, this.#y)
      .stroke();
  }

  #isAllLegible(): boolean {
    const { issuer, facts, recipient, rows } = this.#page;
    const texts = [issuer, ...facts.flat(), ...recipient, ...rows.map((row) => row.description)];
    return texts.every((text) => this.#fonts.isLegible(text));
  }
}
