/** What is made of the paths of Windows, with `node:path` as it is there. No file is touched. */

import { expect, test, vi } from 'vitest';
import { safeNames } from '../../src/cli/predict/preprocessed-folder.ts';
import { freeOutput } from '../../src/cli/shared/output-path.ts';
import { checkpointPath } from '../../src/cli/train/checkpoints.ts';
import { csvPath } from '../../src/cli/train/log-dir.ts';
import { plotFiles } from '../../src/node/report/plots.ts';
import { temporaryPath } from '../../src/node/temporary-files.ts';

vi.mock('node:path', async (original) => {
  const { win32 } = await original<typeof import('node:path')>();
  return { ...win32, default: win32 };
});

test('files that belong to an output are beside it, whatever slashes were typed', () => {
  for (const out of ['C:\\my digits\\a.json', 'C:/my digits/a.json', 'models\\a.json', 'a.json']) {
    const folder = out.slice(0, -'a.json'.length).replaceAll('/', '\\');
    const temporary = temporaryPath(out);
    expect(temporary.startsWith(`${folder}.a.json.`), temporary).toBe(true);
    expect(temporary).not.toContain('/');
    expect(checkpointPath(out)).toBe(`${out}.checkpoint`);
    expect(freeOutput(out, false)).toBe(out);
  }
});

test('files in a folder are below it', () => {
  expect(csvPath('D:\\runs')).toBe('D:\\runs\\metrics.csv');
  expect(csvPath('runs/wide/')).toBe('runs\\wide\\metrics.csv');
  expect(plotFiles('\\\\server\\plots', 'loss')).toEqual({
    svg: '\\\\server\\plots\\loss.svg',
    png: '\\\\server\\plots\\loss.png',
  });
});

test('pictures give their own names, without drive, folders, colons, and names of devices', () => {
  const images = ['C:\\scans\\5.png', 'C:five.png', 'D:/scans/5.png', 'scans\\NUL.png', 'a\\CON', '-'];
  expect(safeNames(images)).toEqual(['5', 'five', '5~2', '_NUL', '_CON', 'stdin']);
});
