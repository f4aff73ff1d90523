/** `nn doctor` */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkSpeed } from '../../src/cli/doctor/checks.ts';
import { version } from '../../src/version.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { nn } from './support/nn.ts';

const cwd = suiteFolder();

interface Told {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly status: string; readonly value: string }[];
  readonly speed: { readonly reference: number; readonly simd: number | null } | null;
}

describe('nn doctor', () => {
  test('tells what there is, and how fast it is', async () => {
    const { code, stdout } = await nn(['doctor', '--json'], { cwd });
    const told = JSON.parse(stdout) as Told;
    expect({ code, ok: told.ok }).toEqual({ code: 0, ok: true });
    const values = new Map(told.checks.map(({ name, value }) => [name, value]));
    expect(values.get('nn')).toBe(version);
    expect(values.get('Node.js')).toContain(process.versions.node);
    expect(values.get('bundled digits')).toBe('10,000 images');
    expect([...values.keys()].slice(-4)).toEqual(['data folder', 'cache folder', 'current folder', 'speed']);
    expect(told.speed?.reference).toBeGreaterThan(0);
  });

  test('says what will not work, with exit code 1', async () => {
    writeFileSync(join(cwd, 'file'), '');
    const args = ['doctor', '--no-speed', '--data-dir', 'file/data'];
    const { code, stdout, stderr } = await nn(args, { cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(
      /\ndata folder +file.data: cannot be written .*\n +problem: choose another with NN_DATA_DIR/,
    );
    expect(stdout).not.toContain('GFLOP');
  });

  test('warns where the kernels are hardly faster than the reference', () => {
    expect(checkSpeed({ reference: 1, simd: 50, threaded: 90 }).status).toBe('ok');
    expect(checkSpeed({ reference: 1, simd: 9, threaded: null }).status).toBe('warning');
    expect(checkSpeed({ reference: 1, simd: null, threaded: null }).status).toBe('warning');
  });
});
