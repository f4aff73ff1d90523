/** Who holds a lock, and what a run does to what it did not make. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockOutput, SILENCE_MS } from '../../src/cli/shared/output-lock.ts';
import { UsageError } from '../../src/errors.ts';
import {
  formatIdentity,
  livenessOf,
  ownIdentity,
  type ProcessIdentity,
  parseIdentity,
} from '../../src/node/process-identity.ts';
import { temporaryPath } from '../../src/node/temporary-files.ts';
import { noPosix } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const own = ownIdentity();
const isLinux = own.start !== '-';

describe('a process', () => {
  const liveness = (other: Partial<ProcessIdentity>) => livenessOf({ ...own, ...other }, own);

  test('is alive where all agrees, dead where its number is free', () => {
    expect(liveness({})).toBe(isLinux ? 'alive' : 'dead');
    expect(liveness({ pid: 999_999_999 })).toBe('dead');
    expect(liveness({ pid: 0 })).toBe('dead');
  });

  test.skipIf(!isLinux)('is dead where another has its number, and it started at another time', () => {
    expect(liveness({ start: '12' })).toBe('dead'); // a container's process 1, started again
    expect(liveness({ pid: process.ppid, start: '12' })).toBe('dead');
    expect(liveness({ pid: process.ppid, start: '-' })).toBe('alive');
  });

  test.skipIf(!isLinux)('is unknown on another machine, before a reboot and in another container', () => {
    expect(liveness({ host: 'other' })).toBe('unknown');
    expect(liveness({ boot: 'b' })).toBe('unknown');
    expect(liveness({ namespace: 'pid:[1]' })).toBe('unknown');
  });

  test('is named in a line, which is read back, as are those of the first version; other texts are none', () => {
    expect(parseIdentity(formatIdentity(own))).toEqual(own);
    expect(parseIdentity('12 host\n')).toEqual({
      pid: 12,
      host: 'host',
      boot: '-',
      namespace: '-',
      start: '-',
    });
    for (const text of [
      '',
      '\n',
      'notes',
      '12\n',
      '12 host',
      '12 host a\n',
      '12 host a b c d\n',
      '-1 host\n',
    ])
      expect(parseIdentity(text), text).toBeNull();
  });
});

describe('a lock', () => {
  const place = (): { out: string; lock: string; folder: string } => {
    const folder = temporaryFolder();
    const out = join(folder, 'a.json');
    return { out, lock: `${out}.lock`, folder };
  };
  const elsewhere = formatIdentity({ ...own, host: 'other' });
  const writeAged = (path: string, text: string, milliseconds: number): void => {
    writeFileSync(path, text);
    const time = new Date(Date.now() - milliseconds);
    utimesSync(path, time, time);
  };

  test('is there until it is given back', async () => {
    const { out, lock, folder } = place();
    const unlock = await lockOutput(out);
    expect(readFileSync(lock, 'utf8')).toBe(formatIdentity(own));
    unlock();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a dead process is taken over at once', async () => {
    for (const text of [
      '',
      `999999999 ${own.host}\n`,
      ...(isLinux ? [formatIdentity({ ...own, start: '12' })] : []),
    ]) {
      const { out, lock, folder } = place();
      writeFileSync(lock, text);
      (await lockOutput(out))();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('of another machine is taken over once it has been silent for long enough', async () => {
    const { out, lock } = place();
    const waits: string[] = [];
    writeAged(lock, elsewhere, SILENCE_MS + 5000);
    (await lockOutput(out, '--out', (line) => waits.push(line)))();
    expect(waits).toEqual([]);
    writeAged(lock, '123 othernode\n', SILENCE_MS - 1000);
    (await lockOutput(out, '--out', (line) => waits.push(line)))();
    expect(waits).toEqual([
      expect.stringMatching(/is of process 123 on othernode: waiting up to \d+ s to see/),
    ]);
    expect(existsSync(lock)).toBe(false);
  });

  test('of another machine is respected where its holder writes to it', async () => {
    const { out, lock } = place();
    writeFileSync(lock, elsewhere);
    const beat = setTimeout(() => writeFileSync(lock, elsewhere), 200);
    await expect(lockOutput(out)).rejects.toThrow(/another run \(process \d+ on other\) is writing/);
    clearTimeout(beat);
    expect(readFileSync(lock, 'utf8')).toBe(elsewhere);
  });

  test('that another run has taken meanwhile is left alone', async () => {
    const { out, lock } = place();
    const unlock = await lockOutput(out);
    writeFileSync(lock, elsewhere);
    unlock();
    expect(readFileSync(lock, 'utf8')).toBe(elsewhere);
  });

  test('is never made in place of what is no lock', async () => {
    const { out, lock } = place();
    writeFileSync(lock, 'my notes\n');
    await expect(lockOutput(out)).rejects.toThrow(UsageError);
    expect(readFileSync(lock, 'utf8')).toBe('my notes\n');
  });

  test.skipIf(noPosix)('nor waits for the writer of a pipe', async () => {
    const { out, lock } = place();
    execFileSync('mkfifo', [lock]);
    await expect(lockOutput(out)).rejects.toThrow(`${lock} is in the way (it is a pipe, not a file)`);
  });

  test('removes what a killed run left half-written, and nothing else', async () => {
    const { out, folder } = place();
    const kept = [
      '.a.json.notes.tmp',
      '.a.json.123.tmp',
      '.b.json.1-abcdefg-1.tmp',
      'a.json.1-abcdefg-1.tmp',
    ];
    const left = [
      temporaryPath(out),
      temporaryPath(`${out}.checkpoint`),
      join(folder, '.a.json.1-abcdefg-1.tmp'),
    ];
    for (const path of [...kept.map((name) => join(folder, name)), ...left]) writeFileSync(path, '');
    (await lockOutput(out))();
    expect(readdirSync(folder).sort()).toEqual(kept.sort());
  });
});
