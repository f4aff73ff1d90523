/** The output of `nn data fetch`: progress, and the outcome for each file. */

import type { FetchEvent } from '../../../node/dataset/fetch.ts';
import { hostOf } from '../../../node/dataset/mirror-host.ts';
import type { Console } from '../../terminal/console.ts';
import { byteCount } from '../../terminal/numbers.ts';
import { printable } from '../../terminal/printable.ts';
import type { ProgressBar } from '../../terminal/progress.ts';

export class FetchReport {
  readonly #console: Console;
  readonly #bar: ProgressBar | null;
  readonly #data: string;
  readonly #started = performance.now();
  /** Bytes present before the download. */
  #first: number | null = null;

  constructor(console: Console, bar: ProgressBar | null, data: string) {
    this.#console = console;
    this.#bar = bar;
    this.#data = data;
  }

  update(event: FetchEvent): void {
    if (event.event === 'progress') {
      this.#progress(event.done, event.total);
      return;
    }
    this.#console.object({ ...event, data: this.#data });
    this.#console.info(printable(textOf(event)));
  }

  #progress(done: number, total: number): void {
    this.#first ??= done;
    const seconds = Math.max(0.001, (performance.now() - this.#started) / 1000);
    const bytesPerSecond = (done - this.#first) / seconds;
    const speed = `${byteCount(bytesPerSecond)}/s`;
    this.#bar?.update({ label: this.#data, done, total, samplesPerSecond: 0, loss: null, speed });
  }
}

function textOf(event: Exclude<FetchEvent, { event: 'progress' }>): string {
  switch (event.event) {
    case 'present':
      return `${event.file} is present and valid`;
    case 'flawed':
      return `${event.file} ${event.problem}: fetching it anew`;
    case 'failed':
      return `${hostOf(event.mirror)}: ${event.problem}`;
    case 'fetched': {
      const resumed = event.resumed === 0 ? '' : `, of which ${byteCount(event.resumed)} were there`;
      return `${event.file}: ${byteCount(event.bytes)} from ${hostOf(event.mirror)}${resumed}`;
    }
  }
}
