/** The middle value; of an even number of values the mean of the middle two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The medians of each figure over the rounds; what is not a number comes from the last round. */
export function medians(rounds) {
  const last = rounds.at(-1);
  return Object.fromEntries(
    Object.keys(last).map((name) => {
      const values = rounds.map((round) => round[name]);
      const numeric = values.every((value) => typeof value === 'number');
      return [name, numeric ? median(values) : last[name]];
    }),
  );
}

/** A table in Markdown, columns aligned; the first column to the left, the rest to the right. */
export function table(header, rows) {
  const cells = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? `${'-'.repeat(width + 2)}` : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}

/** A number with so many digits after the point, thousands separated. */
export function fixed(value, digits = 0) {
  return value === null || value === undefined
    ? '-'
    : value.toLocaleString('en-US', {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
}
