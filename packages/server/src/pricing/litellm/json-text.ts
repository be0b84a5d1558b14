/** Reads JSON whose numbers arrive as the text they were written in: no price becomes a float on the way. */
export function parseWithNumbersAsText(text: string): unknown {
  return JSON.parse(text, keepNumberText);
}

/** The engine hands a reviver the source of each number beside its value. */
function keepNumberText(_key: string, value: unknown, ...context: unknown[]): unknown {
  if (typeof value !== 'number') return value;
  const [{ source } = {}] = context as [{ source?: string }?];
  return source ?? String(value);
}
