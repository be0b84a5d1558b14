const STAR = '*';

/** A name in which each `*` stands for any text, none included. */
export class NamePattern {
  readonly text: string;
  readonly #literals: readonly string[];

  constructor(text: string) {
    this.text = text;
    this.#literals = text.split(STAR);
  }

  static is(text: string): boolean {
    return text.includes(STAR);
  }

  /** How many `*` it has. */
  get stars(): number {
    return this.#literals.length - 1;
  }

  get literalLength(): number {
    return this.text.length - this.stars;
  }

  /**
   * What each `*` stands for in a name, the first as much as it can, as in LiteLLM; null when the name does
   * not fit. The name is gone through once, from its end, however many `*` there are.
   */
  match(name: string): readonly string[] | null {
    const [first = '', ...others] = this.#literals;
    const last = others.pop();
    if (last === undefined) return name === first ? [] : null;
    let end = name.length - last.length;
    if (end < first.length || !name.startsWith(first) || !name.endsWith(last)) return null;
    const parts: string[] = [];
    for (const literal of others.reverse()) {
      const at = end < literal.length ? -1 : name.lastIndexOf(literal, end - literal.length);
      if (at < first.length) return null;
      parts.push(name.slice(at + literal.length, end));
      end = at;
    }
    return [...parts, name.slice(first.length, end)].reverse();
  }

  /** The name in which each `*` stands for the part of its place. */
  fill(parts: readonly string[]): string {
    return this.#literals.map((literal, i) => (i === 0 ? '' : parts[i - 1]) + literal).join('');
  }

  /** Below 0 when it is the more specific: by longer literal text, then by fewer `*`. */
  compare(other: NamePattern): number {
    return other.literalLength - this.literalLength || this.stars - other.stars;
  }
}
