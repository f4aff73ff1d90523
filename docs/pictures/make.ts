/**
 * Part of `npm run docs:pictures`: draws docs/session.svg, a terminal session with the actual output of `nn`, and
 * docs/your-digit.svg, the preprocessed image of a photo and the prediction of the bundled model.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import build from '../../build.ts';
import { predict, preprocess, readImage, readModel } from '../../src/index.ts';
import { nn, nnOnTerminal } from '../../test/cli/support/nn.ts';
import { terminalSvg } from './terminal-svg.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const docs = join(root, 'docs');
const five = join(docs, 'five.jpg');
const columns = 104;

/** Trains in a temporary folder and reads a photo there, like a reader of the README. */
async function session(): Promise<string[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'nn-session-'));
  try {
    mkdirSync(join(cwd, 'docs'));
    copyFileSync(five, join(cwd, 'docs', 'five.jpg'));
    const trained = await nn(['train'], { cwd, env: { FORCE_COLOR: '1' } });
    const read = await nnOnTerminal(['predict', 'docs/five.jpg'], columns, { cwd });
    if (trained.code !== 0 || read.code !== 0) throw new Error(`${trained.stderr}${read.stderr}`);
    const epochs = trained.stderr.trimEnd().split('\n');
    const last = epochs.findLastIndex((line) => line.startsWith('epoch'));
    const first = epochs.findIndex((line) => line.startsWith('epoch'));
    return [
      '$ nn train',
      ...epochs.slice(0, first + 2),
      '\x1b[2m...\x1b[22m',
      epochs[last],
      ...trained.stdout.trimEnd().split('\n'),
      '',
      '$ nn predict docs/five.jpg',
      ...read.stdout.trimEnd().split('\n'),
    ];
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** Grey, inverted and shrunk to 28x28: the usual preprocessing for a network trained on MNIST. */
async function merelyShrunk(path: string): Promise<Uint8Array> {
  const options = { fit: 'contain', background: '#fff' } as const;
  return await sharp(path).resize(28, 28, options).greyscale().negate().raw().toBuffer();
}

async function dataUri(pixels: Uint8Array): Promise<string> {
  const raw = { width: 28, height: 28, channels: 1 } as const;
  const png = await sharp(pixels, { raw }).resize(196, 196, { kernel: 'nearest' }).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

async function yourDigit(): Promise<string> {
  const model = await readModel(join(root, 'models', 'digits.json'));
  const { picture } = await readImage(five);
  const seen = [await merelyShrunk(five), preprocess(picture).pixels];
  const answers = await Promise.all(seen.map(async (pixels) => (await predict(model, pixels))[0]));
  const photo = `data:image/jpeg;base64,${readFileSync(five).toString('base64')}`;
  const images = [photo, ...(await Promise.all(seen.map(dataUri)))];
  const titles = ['a photo', 'merely shrunk to 28x28', "in MNIST's form"];
  const read = answers.map(({ digit, confidence }) => `read as ${digit} (${(100 * confidence).toFixed(1)}%)`);
  const panels = images.map((href, n) => {
    const left = 20 + n * 236;
    const answer = n === 0 ? '' : (read[n - 1] ?? '');
    const colour = answer.startsWith('read as 5') ? '#1a7f37' : '#cf222e';
    return `<image x="${left}" y="40" width="196" height="196" preserveAspectRatio="xMidYMid meet" href="${href}"/>
<text x="${left + 98}" y="26" fill="#57606a">${titles[n]}</text>
<text x="${left + 98}" y="262" fill="${colour}" font-weight="bold">${answer}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 708 280" width="708" height="280" role="img" aria-label="A photo of a 5: ${titles[1]}, ${read[0]}; ${titles[2]}, ${read[1]}">
<rect width="708" height="280" rx="10" fill="#f6f8fa"/>
<g font-family="system-ui, sans-serif" font-size="15" text-anchor="middle">
${panels.join('\n')}
</g>
</svg>
`;
}

await build();
writeFileSync(join(docs, 'your-digit.svg'), await yourDigit());
const label = 'A terminal: nn train reaches its accuracy on validation, nn predict reads a 5';
writeFileSync(join(docs, 'session.svg'), terminalSvg(await session(), columns, label));
