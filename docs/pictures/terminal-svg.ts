/** Terminal output as SVG: each word is placed in its cells, independently of the font. */

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const PADDING = 16;
const TITLE_BAR = 34;

const dim = '#7f8ea3';
const plain = { colour: '#d6deeb', background: '', bold: false };
type Style = typeof plain;

const colours: Readonly<Record<string, string>> = {
  '31': '#ff6b6b',
  '32': '#7ddf8a',
  '33': '#ffd166',
  '34': '#6cb6ff',
  '35': '#d2a8ff',
  '36': '#5ad4e6',
  '39': plain.colour,
};

/** The six levels of the colour cube and the 24 greys of xterm's palette; its first 16 colours are the user's. */
function paletteColour(index: number): string {
  if (index >= 232) return `rgb(${Array(3).fill(8 + 10 * (index - 232))})`;
  const level = (n: number): number => (n % 6 === 0 ? 0 : 55 + 40 * (n % 6));
  const cube = index - 16;
  return `rgb(${[level(Math.floor(cube / 36)), level(Math.floor(cube / 6)), level(cube)]})`;
}

/** The style after an escape code for colour or weight (Select Graphic Rendition, ECMA-48). */
function restyled(style: Style, code: string): Style {
  const palette = /^(38|48);5;(\d+)$/.exec(code);
  if (palette?.[1] === '38') return { ...style, colour: paletteColour(Number(palette[2])) };
  if (palette?.[1] === '48') return { ...style, background: paletteColour(Number(palette[2])) };
  if (code === '1') return { ...style, bold: true };
  if (code === '2') return { ...style, colour: dim };
  if (code === '22')
    return { ...style, bold: false, colour: style.colour === dim ? plain.colour : style.colour };
  if (code === '49') return { ...style, background: '' };
  if (code === '0' || code === '') return plain;
  return { ...style, colour: colours[code] ?? style.colour };
}

const ESC = '\u001b';
const escapeCode = new RegExp(`^${ESC}\\[([\\d;]*)m$`);
const parts = new RegExp(`(${ESC}\\[[\\d;]*m|\\s+)`);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function rectangle(column: number, top: number, count: number, height: number, colour: string): string {
  const [x, width] = [PADDING + column * CELL_WIDTH, count * CELL_WIDTH].map((n) => n.toFixed(1));
  return `<rect x="${x}" y="${top}" width="${width}" height="${height}" fill="${colour}"/>`;
}

/** A word in one style: half blocks and bars as rectangles, which leave no gaps, other characters as text. */
function drawn(word: string, column: number, top: number, style: Style): string {
  const count = word.length;
  if (/^▀+$/.test(word)) {
    const lower = rectangle(column, top, count, CELL_HEIGHT, style.background);
    return lower + rectangle(column, top, count, CELL_HEIGHT / 2, style.colour);
  }
  if (/^[█▉▊▋▌▍▎▏]+$/.test(word)) {
    const eighths = 8 * (count - 1) + 0x2590 - word.charCodeAt(count - 1); // U+2588 is full, U+258F one eighth
    return rectangle(column, top + 3, eighths / 8, CELL_HEIGHT - 6, style.colour);
  }
  const x = (PADDING + column * CELL_WIDTH).toFixed(1);
  const weight = style.bold ? ' font-weight="bold"' : '';
  const length = (count * CELL_WIDTH).toFixed(1);
  return `<text x="${x}" y="${top + 13}" textLength="${length}" fill="${style.colour}"${weight}>${escaped(word)}</text>`;
}

function drawnLine(line: string, top: number): string[] {
  let style = line.startsWith('$ ') ? { ...plain, bold: true } : plain;
  let column = 0;
  return line.split(parts).flatMap((part) => {
    const code = escapeCode.exec(part)?.[1];
    if (code !== undefined) {
      style = restyled(style, code);
      return [];
    }
    const start = column;
    column += part.length;
    return part.trim() === '' ? [] : [drawn(part, start, top, style)];
  });
}

/** @param lines may contain escape codes; those that start with `$ ` were typed */
export function terminalSvg(lines: readonly string[], columns: number, label: string): string {
  const width = Math.ceil(columns * CELL_WIDTH + 2 * PADDING);
  const height = lines.length * CELL_HEIGHT + 2 * PADDING + TITLE_BAR;
  const shapes = lines.flatMap((line, row) => drawnLine(line, TITLE_BAR + PADDING + row * CELL_HEIGHT));
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  const font = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escaped(label)}">
<rect width="${width}" height="${height}" rx="10" fill="#0f1722"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/>
<circle cx="40" cy="18" r="6" fill="#febc2e"/>
<circle cx="60" cy="18" r="6" fill="#28c840"/>
<g font-family="${font}" font-size="14" shape-rendering="crispEdges">
${shapes.join('\n')}
</g>
</svg>
`;
}
