/** Whether an entry of a list of allowed models covers a name: exactly, or by a beginning with `*` at its end. */
export function covers(entry: string, model: string): boolean {
  return entry.endsWith('*') ? model.startsWith(entry.slice(0, -1)) : entry === model;
}
