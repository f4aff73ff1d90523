/** The flags of `nn serve`. */

import { UsageError } from '../../errors.ts';
import { type Flag, path, wholeNumber } from '../shared/flags.ts';
import { modelsFlag } from '../shared/model-flags.ts';

const SERVER = 'Server:';

export interface ServeFlags {
  readonly model: Flag<readonly string[] | undefined>;
  readonly host: Flag<string>;
  readonly port: Flag<number>;
  readonly open: Flag<boolean>;
  readonly allowOrigin: Flag<readonly string[]>;
  readonly threads: Flag<number | undefined>;
}

export const serveFlags: ServeFlags = {
  model: {
    ...modelsFlag('the model that answers', SERVER),
    text: 'the model of the page and the API; may be repeated: the page starts with the first, clients select one by name',
  },
  host: {
    term: '--host <address>',
    text: 'the address to listen on; 127.0.0.1 can only be reached from this machine',
    hint: 'default 127.0.0.1',
    group: SERVER,
    fallback: '127.0.0.1',
    parse: path('--host'),
  },
  port: {
    term: '--port <n>',
    text: 'the port to listen on; 0 picks a free one',
    hint: '0 to 65535, default 8000',
    group: SERVER,
    fallback: 8000,
    parse: wholeNumber('--port', 0, 65_535),
  },
  open: {
    term: '--open',
    text: 'open the page in the browser',
    hint: '',
    group: SERVER,
    fallback: false,
  },
  allowOrigin: {
    term: '--allow-origin <origin>',
    text: 'let pages of this origin call the API, such as https://example.org; may be repeated',
    hint: 'default none',
    group: SERVER,
    fallback: [],
    parse: (text, before) => [...((before as string[] | undefined) ?? []), origin(text)],
  },
  threads: {
    term: '--threads <n>',
    text: 'number of threads that read pictures',
    hint: '1 to 64, default: the cores of this machine',
    group: SERVER,
    fallback: undefined,
    parse: wholeNumber('--threads', 1, 64),
  },
};

function origin(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text)
    return text;
  throw new UsageError(
    `--allow-origin: must be an origin such as https://example.org, got ${JSON.stringify(text)}`,
  );
}
