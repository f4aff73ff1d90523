import { describe, expect, test } from 'vitest';
import { type ColourStream, colourLevel, paintFor, plainPaint } from '../../../src/cli/terminal/colour.ts';

const terminalOf = (depth: number): ColourStream => ({ isTTY: true, getColorDepth: () => depth });
const terminal = terminalOf(8);
const pipe: ColourStream = {};

describe('colourLevel', () => {
  test.each([
    ['a terminal', terminal, {}, true, 2],
    ['a terminal of 24 bits', terminalOf(24), {}, true, 3],
    ['a terminal of 16 colours', terminalOf(4), {}, true, 1],
    ['a terminal without colours', terminalOf(1), {}, true, 0],
    ['a pipe', pipe, {}, true, 0],
    ['NO_COLOR', terminal, { NO_COLOR: '1' }, true, 0],
    ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, true, 2],
    ['TERM=dumb', terminal, { TERM: 'dumb' }, true, 0],
    ['FORCE_COLOR=1 on a pipe', pipe, { FORCE_COLOR: '1' }, true, 1],
    ['an empty FORCE_COLOR on a pipe', pipe, { FORCE_COLOR: '' }, true, 1],
    ['FORCE_COLOR=3 on a pipe', pipe, { FORCE_COLOR: '3' }, true, 3],
    ['FORCE_COLOR=0 on a terminal', terminal, { FORCE_COLOR: '0' }, true, 0],
    ['FORCE_COLOR over NO_COLOR, as in Node', pipe, { FORCE_COLOR: '2', NO_COLOR: '1' }, true, 2],
    ['--no-color over FORCE_COLOR', terminal, { FORCE_COLOR: '3' }, false, 0],
  ] as const)('%s', (_name, stream, env, allowed, level) => {
    expect(colourLevel(stream, env, allowed)).toBe(level);
  });
});

describe('paintFor', () => {
  test('without colours, text stays as it is', async () => {
    expect(await paintFor(0)).toBe(plainPaint);
    expect(plainPaint.red(plainPaint.bold('x'))).toBe('x');
    expect(plainPaint.grey('x', 255, 0)).toBe('x');
  });

  test('each level has its own codes', async () => {
    expect((await paintFor(1)).red('x')).toBe('\u001b[31mx\u001b[39m');
    expect((await paintFor(2)).grey('x', 255, 0)).toBe(
      '\u001b[38;5;231m\u001b[48;5;16mx\u001b[49m\u001b[39m',
    );
    expect((await paintFor(3)).grey('x', 255, 7)).toContain('\u001b[48;2;7;7;7m');
  });
});
