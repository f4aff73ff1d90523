/**
 * `npm run study:page`: measures the page and the server of `nn serve`, and compares the results with their targets. It
 * takes about ten minutes on an idle machine; `npm run study:page -- pen visit` runs these parts only, and `--quick`
 * repeats measurements less often. Needs Chromium and Firefox: see test/web/browser.ts.
 */

import { availableParallelism } from 'node:os';
import { describeMachine } from '../bench/machine.ts';
import { type ServerProcess, startServer } from '../test/cli/support/serve.ts';
import { serveStatically } from '../test/support/static-host.ts';
import { browsers } from '../test/web/browser.ts';
import { percent, table } from './document.ts';
import { type Kind, measureApi } from './page/api.ts';
import { abandonConnections } from './page/connections.ts';
import { measureFirstVisit } from './page/first-answer.ts';
import { measurePen } from './page/pen.ts';
import { compareSpeed, type Typed, trainByCommand, trainInPage } from './page/trainings.ts';

type Row = readonly [what: string, asked: string, reached: string, ok: boolean];

interface Study {
  readonly server: ServerProcess;
  readonly quick: boolean;
}

const [chromium] = browsers;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

const mlp: Typed = { hidden: '128', epochs: '10' };
const conv: Typed = {
  network: 'conv 8 5x5, relu, maxpool 2, conv 16 5x5, relu, maxpool 2, dense 128, relu, dense 10',
  epochs: '3',
};
const smallConv: Typed = { network: 'conv 4 5x5, relu, maxpool 2, dense 10', epochs: '2' };
const smallMlp: Typed = { hidden: '16', epochs: '2' };

const parts: Readonly<Record<string, (study: Study) => Promise<readonly Row[]>>> = {
  async pen({ server }) {
    const { moves, median, p99, medianFromDispatch, p99FromDispatch } = await measurePen(
      chromium,
      server.url,
    );
    return [
      [
        `pen to answer, median of ${moves}`,
        '16 ms',
        `${ms(median)} (${ms(medianFromDispatch)} from dispatch)`,
        median <= 16,
      ],
      [
        'pen to answer, 99th percentile',
        '50 ms',
        `${ms(p99)} (${ms(p99FromDispatch)} from dispatch)`,
        p99 <= 50,
      ],
    ];
  },

  async visit({ server, quick }) {
    const { bytes, seconds } = await measureFirstVisit(chromium, server.url, quick ? 3 : 9);
    return [
      ['bytes until the first answer', '1.60 MB', megabytes(bytes), bytes <= 1.6e6],
      ['time to the first answer, cold', '1.00 s', `${seconds.toFixed(2)} s`, seconds <= 1],
    ];
  },

  async training({ server, quick }) {
    const host = await serveStatically();
    const rows: Row[] = [];
    try {
      for (const [name, settings] of [
        ['MLP', mlp],
        ['conv net', conv],
      ] as const) {
        for (const [where, address, threads, least] of [
          ['isolated', server.url, availableParallelism(), 0.85],
          ['not isolated', host.url, 1, 0.8],
        ] as const) {
          const { ratio, page, command } = await compareSpeed(
            chromium,
            address,
            settings,
            threads,
            quick ? 3 : 7,
          );
          const reached = `${ratio.toFixed(2)} (${page.toFixed(2)} s, nn train ${command.toFixed(2)} s)`;
          rows.push([
            `training of ${name}, ${where}, threads ${threads}`,
            `${least}`,
            reached,
            ratio >= least,
          ]);
        }
      }
    } finally {
      host.close();
    }
    return rows;
  },

  async bits({ server }) {
    const host = await serveStatically();
    try {
      const rows: Row[] = [];
      for (const [name, settings] of [
        ['MLP', smallMlp],
        ['conv net', smallConv],
      ] as const) {
        const hashes = new Map<string, string>();
        for (const threads of [1, 2]) {
          hashes.set(`nn train ${threads}`, (await trainByCommand(settings, threads)).sha256);
          for (const browser of browsers) {
            const address = threads === 1 ? host.url : server.url;
            const [{ sha256 }] = await trainInPage(browser, address, settings);
            hashes.set(`${browser.name} ${threads}`, sha256);
          }
        }
        const different = new Set(hashes.values());
        const reached = different.size === 1 ? [...different][0].slice(0, 16) : JSON.stringify([...hashes]);
        rows.push([
          `SHA-256 of ${name}: ${[...hashes.keys()].join(', ')}`,
          'one',
          reached,
          different.size === 1,
        ]);
      }
      return rows;
    } finally {
      host.close();
    }
  },

  async api({ server, quick }) {
    const rows: Row[] = [];
    let warm = 0;
    for (const kind of ['28x28', '200x200'] satisfies Kind[]) {
      const load = await measureApi(server, kind, {
        seconds: quick ? 15 : 60,
        pictures: quick ? 1000 : 2000,
      });
      const { api, command, p50, p99, errors, memory } = load;
      const reached = `${api.toFixed(0)} a second (p50 ${p50} ms, p99 ${p99} ms), ${percent(api / command, 0)}`;
      rows.push([
        `API, ${kind}, 32 connections`,
        `${command.toFixed(0)} a second of nn predict`,
        reached,
        api >= command,
      ]);
      rows.push([`API, ${kind}: errors`, '0', `${errors}`, errors === 0]);
      // an idle server releases some memory, so memory taken by an earlier load may be taken again
      warm = Math.max(warm, memory[Math.floor(memory.length / 3)]);
      const late = memory.at(-1) ?? 0;
      const series = memory
        .filter((_, n) => n % Math.ceil(memory.length / 10) === 0)
        .map((size) => size.toFixed(0));
      rows.push([
        `API, ${kind}: memory in MB`,
        'flat',
        `${series.join(' ')} ${late.toFixed(0)}`,
        late <= warm * 1.1,
      ]);
    }
    return rows;
  },

  async connections({ server, quick }) {
    const count = quick ? 10_000 : 100_000;
    const { opened, answered, asked, memoryBefore, memoryAfter } = await abandonConnections(server, count);
    const reached = `${answered} of ${asked} asked meanwhile answered; ${memoryBefore.toFixed(0)} to ${memoryAfter.toFixed(0)} MB`;
    return [[`${opened} connections opened and left`, 'goes on', reached, answered === asked]];
  },
};

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const named = args.filter((arg) => arg in parts);
  const server = await startServer();
  const rows: Row[] = [];
  try {
    for (const name of named.length > 0 ? named : Object.keys(parts)) {
      for (const row of await parts[name]({ server, quick: args.includes('--quick') })) {
        rows.push(row);
        console.error(`${row[3] ? 'ok    ' : 'MISSED'} ${row[0]}: ${row[2]} (asked ${row[1]})`);
      }
    }
  } finally {
    await server.stop();
  }
  for (const [name, value] of describeMachine(null)) if (name !== 'peers') console.log(`${name}: ${value}`);
  console.log(
    table(
      ['What', 'Asked', 'Reached', ''],
      rows.map(([what, asked, reached, ok]) => [what, asked, reached, ok ? '' : 'missed']),
    ),
  );
  if (rows.some(([, , , ok]) => !ok)) process.exitCode = 6;
}

await main();
