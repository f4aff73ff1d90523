/** Decimal notation only: Number() also accepts '', ' 5', '0x10' and 'Infinity'. */
export function parseDecimal(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}
