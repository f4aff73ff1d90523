/** Markdown tables that are also readable as plain text. */

/** Right-aligns columns of numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, k) =>
    Math.max(3, title.length, ...rows.map((row) => (row[k] ?? '').length)),
  );
  const right = head.map((_, k) =>
    rows.every((row) => /^(\*\*)?[\d.]*(x|%| s|\*\*| \([\d.]+x\))*$/.test(row[k] ?? '')),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, k) => (right[k] ? cell.padStart(widths[k]) : cell.padEnd(widths[k]))).join(' | ')} |`;
  const rule = widths.map((width, k) => (right[k] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
