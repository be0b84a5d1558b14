// The part of pdfkit and fontkit that is used. Types made elsewhere do not know that pdfkit takes open
// fonts, and opening them once is what makes a file quick.

declare module 'fontkit' {
  export interface Font {
    readonly characterSet: readonly number[];
    layout(text: string): unknown;
  }
  export function create(bytes: Uint8Array): Font;
}

declare module 'pdfkit' {
  import type { Readable } from 'node:stream';
  import type { Font } from 'fontkit';

  export interface TextOptions {
    readonly lineBreak: false;
    /** OpenType features beside the usual; naming them sets a text as one piece, words and all. */
    readonly features?: readonly string[];
  }

  interface PdfDocument extends Readable {
    readonly page: { readonly width: number; readonly height: number };
    registerFont(name: string, font: Font): this;
    font(name: string): this;
    fontSize(points: number): this;
    fillColor(color: string): this;
    fillOpacity(opacity: number): this;
    strokeColor(color: string): this;
    lineWidth(points: number): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    stroke(): this;
    save(): this;
    restore(): this;
    rotate(degrees: number, options: { readonly origin: readonly [number, number] }): this;
    widthOfString(text: string, options?: Partial<TextOptions>): number;
    text(text: string, x: number, y: number, options: TextOptions): this;
    addPage(): this;
    switchToPage(index: number): this;
    bufferedPageRange(): { readonly start: number; readonly count: number };
    end(): void;
  }

  interface DocumentOptions {
    readonly size: 'A4';
    readonly margin: number;
    readonly font: null;
    readonly bufferPages: boolean;
    readonly lang: string;
    readonly displayTitle: boolean;
    readonly pdfVersion: '1.7';
    readonly info: Readonly<Record<string, string | Date>>;
  }

  const PDFDocument: new (options: DocumentOptions) => PdfDocument;
  export type PDFDocument = PdfDocument;
  export default PDFDocument;
}
