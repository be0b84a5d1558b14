/** A decimal as people read it: `1,234,567.80` with at least so many decimals, and none cut off. */
export function grouped(decimal: string, digits = 0): string {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const decimals = fraction.replace(/0+$/, '').padEnd(digits, '0');
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${thousands}${decimals === '' ? '' : `.${decimals}`}`;
}
