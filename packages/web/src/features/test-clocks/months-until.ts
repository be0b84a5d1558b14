/**
 * The instants at which a clock stops on its way: the first of each month in UTC, then where it is to
 * come to, which alone is left where no month begins between.
 */
export function monthsUntil(from: string, to: string): string[] {
  const end = new Date(to).getTime();
  const stops: string[] = [];
  const at = new Date(from);
  at.setUTCHours(0, 0, 0, 0);
  for (;;) {
    at.setUTCMonth(at.getUTCMonth() + 1, 1);
    if (at.getTime() >= end) return [...stops, new Date(end).toISOString()];
    stops.push(at.toISOString());
  }
}
