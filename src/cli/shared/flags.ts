/** Flags as data: names, descriptions, and parsers that return a value or throw a precise error. */

import { MAX_THREADS } from '../../constants.ts';
import { UsageError } from '../../errors.ts';
import { parseDecimal } from '../../settings/parse-decimal.ts';
import { choiceHint } from '../../suggestion.ts';

export interface Flag<T> {
  /** As typed: `-q, --quiet`, `--epochs <n>`. */
  readonly term: string;
  /** Aliases, such as `--wear`, which are accepted but not shown. */
  readonly aliases?: readonly string[];
  readonly text: string;
  /** Accepted values and the default, for the help text. */
  readonly hint: string;
  /** The heading in the help text. */
  readonly group: string;
  readonly fallback: T;
  /** For boolean flags that a config file may also set: the effect of the `--no-` form. */
  readonly negation?: string;
  /** Absent for boolean flags. For flags that may be repeated, `before` is the value so far. */
  readonly parse?: ((text: string, before?: unknown) => T) & Choices;
}

/** Values that a shell completes; others may be valid too. */
interface Choices {
  readonly choices?: readonly string[];
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;
/** The same type as an object type, which `Flags` accepts: interfaces and intersections have no index signature. */
export type FlagsOf<T> = { readonly [Key in keyof T]: T[Key] };

export type Values<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

/** The values that are defined: omits flags that were not given and have no default. */
export function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

type Defined<T> = { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

type Parse<T> = (text: string) => T;

/** The value typed by the user, quoted only if necessary. */
function got(text: string): string {
  return /^[\w.,:+-]+$/.test(text) ? `got ${text}` : `got ${JSON.stringify(text)}`;
}

export function wholeNumber(name: string, least: number, most: number): Parse<number> {
  return (text) => {
    const value = parseDecimal(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new UsageError(`${name}: must be a whole number from ${least} to ${most}, ${got(text)}`);
  };
}

export interface Range {
  readonly from: number;
  readonly to: number;
  /** Whether the ends are exclusive. */
  readonly above?: boolean;
  readonly below?: boolean;
}

/** `from 0 to 1`, `above 0 up to 100`, `from 0 to below 1` */
function rangeText({ from, to, above = false, below = false }: Range): string {
  return `${above ? `above ${from} up to` : `from ${from} to`} ${below ? 'below ' : ''}${to}`;
}

export function realNumber(name: string, range: Range): Parse<number> {
  const { from, to, above = false, below = false } = range;
  return (text) => {
    const value = parseDecimal(text);
    const fits = (above ? value > from : value >= from) && (below ? value < to : value <= to);
    if (fits) return value;
    throw new UsageError(`${name}: must be a number ${rangeText(range)}, ${got(text)}`);
  };
}

export function oneOf<const T extends string>(name: string, choices: readonly T[]): Parse<T> & Choices {
  const parse = (text: string): T => {
    const choice = choices.find((candidate) => candidate === text.toLowerCase());
    if (choice !== undefined) return choice;
    const list = choices.length === 1 ? `takes only ${choices[0]}` : `must be one of ${choices.join(', ')}`;
    throw new UsageError(`${name}: ${list}, ${got(text)}${choiceHint(text, choices)}`);
  };
  return withChoices(parse, choices);
}

export function withChoices<P extends object>(parse: P, choices: readonly string[]): P & Choices {
  return Object.assign(parse, { choices });
}

/** A file, folder or name. If it looks like a flag, the value is missing. */
export function path(name: string): Parse<string> {
  return (text) => {
    if (text === '') throw new UsageError(`${name}: must not be empty`);
    if (text.includes('\0')) throw new UsageError(`${name}: must not contain a zero byte, ${got(text)}`);
    if (text.startsWith('--')) {
      throw new UsageError(`${name}: needs a value, ${got(text)} (a file of that name: ./${text})`);
    }
    return text;
  };
}

/** The path of a file to write, which cannot be standard output. */
export function outputPath(name: string): Parse<string> {
  const parse = path(name);
  return (text) => {
    if (text !== STDOUT) return parse(text);
    throw new UsageError(`${name}: writes a file, not standard output (a file of that name: ./-)`);
  };
}

/** The name of standard output, where a command can write to it. */
export const STDOUT = '-';

/** Any text. */
export function words(name: string): Parse<string> {
  return (text) => {
    if (!text.startsWith('--')) return text;
    throw new UsageError(`${name}: needs a value, ${got(text)}`);
  };
}

const MOST_SECONDS = 86_400;

/** The URL of a folder. */
export function webAddress(name: string): Parse<string> {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    const web = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
    if (web && url.search === '' && url.hash === '') return url.href;
    throw new UsageError(`${name}: must be an http or https address of a folder, without user, ? or #`);
  };
}

/** Seconds, above 0. */
export function seconds(name: string): Parse<number> {
  return realNumber(name, { from: 0, to: MOST_SECONDS, above: true });
}

/** Without it, existing files are replaced only after confirmation on a terminal. */
export const forceFlag: Flag<boolean> = {
  term: '--force',
  text: 'replace an existing file',
  hint: '',
  group: 'Basics:',
  fallback: false,
};

/** The folder of downloaded data sets, for every command that opens data sets by name. */
export const dataDirFlag: Flag<string | undefined> = {
  term: '--data-dir <folder>',
  text: 'folder of downloaded data sets',
  hint: "default NN_DATA_DIR, or the system's folder for application data",
  group: 'Data sets:',
  fallback: undefined,
  parse: path('--data-dir'),
};

/** The heading of `--help` and the flags common to all commands. */
export const helpGroup = 'Output:';

export interface CommonFlags {
  readonly json: Flag<boolean>;
  readonly quiet: Flag<boolean>;
  readonly color: Flag<boolean>;
  readonly debug: Flag<boolean>;
}

export const commonFlags: CommonFlags = {
  json: flagged('--json', 'one JSON object per line on standard output'),
  quiet: flagged('-q, --quiet', 'print nothing but errors, and the JSON of --json'),
  color: {
    ...flagged('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are respected too'),
    fallback: true,
  },
  debug: flagged('--debug', 'show where in the code an error came from'),
};

function flagged(term: string, text: string): Flag<boolean> {
  return { term, text, hint: '', group: helpGroup, fallback: false };
}

const BACKENDS = ['auto', 'reference', 'simd'] as const;
export type BackendChoice = (typeof BACKENDS)[number];

export interface SpeedFlags {
  readonly threads: Flag<number | undefined>;
  readonly backend: Flag<BackendChoice>;
}

/** These flags do not affect results. */
export const speedFlags: SpeedFlags = {
  threads: {
    term: '--threads <n>',
    text: 'worker threads; never changes the result',
    hint: `1 to ${MAX_THREADS}, default: depends on the machine`,
    group: 'Speed:',
    fallback: undefined,
    parse: wholeNumber('--threads', 1, MAX_THREADS),
  },
  backend: {
    term: '--backend <name>',
    text: 'the matrix kernels to use; never changes the result',
    hint: `${BACKENDS.join(', ')}; default auto`,
    group: 'Speed:',
    fallback: 'auto',
    parse: oneOf('--backend', BACKENDS),
  },
};
