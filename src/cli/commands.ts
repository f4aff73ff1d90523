/** The commands, in the order in which a new user needs them; only the requested one is loaded. */

import type { Command } from './shared/command.ts';

export interface CommandEntry {
  /** An example and its description for the start page. */
  readonly start: readonly [line: string, text: string];
  /** Alternative names known from other tools. */
  readonly aliases?: readonly string[];
  readonly load: () => Promise<Command>;
}

/** Resolves an alias; other names are unchanged. */
export function commandName(typed: string): string {
  if (Object.hasOwn(commands, typed)) return typed;
  return Object.keys(commands).find((name) => commands[name].aliases?.includes(typed)) ?? typed;
}

export const commands: Readonly<Record<string, CommandEntry>> = {
  train: {
    start: ['nn train', 'train on the 9,000 digits that come with nn'],
    load: async () => (await import('./train/command.ts')).trainCommand,
  },
  eval: {
    start: ['nn eval', 'measure the model on digits it has never seen'],
    aliases: ['evaluate', 'test'],
    load: async () => (await import('./eval/command.ts')).evalCommand,
  },
  predict: {
    start: ['nn predict photo.png', 'read the digit in your own picture'],
    load: async () => (await import('./predict/command.ts')).predictCommand,
  },
  explain: {
    start: ['nn explain photo.png', 'see what drove the answer'],
    load: async () => (await import('./explain/command.ts')).explainCommand,
  },
  sweep: {
    start: ['nn sweep', 'search for settings that make a better one'],
    load: async () => (await import('./sweep/command.ts')).sweepCommand,
  },
  inspect: {
    start: ['nn inspect', 'see the layers of the model, and where it came from'],
    load: async () => (await import('./inspect/command.ts')).inspectCommand,
  },
  compare: {
    start: ['nn compare', 'test which of two models is better'],
    load: async () => (await import('./compare/command.ts')).compareCommand,
  },
  teach: {
    start: ['nn teach mydigits', 'teach the model your own handwriting'],
    load: async () => (await import('./teach/command.ts')).teachCommand,
  },
  serve: {
    start: ['nn serve --open', 'draw a digit in a page, and watch it being read'],
    load: async () => (await import('./serve/command.ts')).serveCommand,
  },
  export: {
    start: ['nn export --format onnx', 'hand the model to other programs'],
    load: async () => (await import('./export/command.ts')).exportCommand,
  },
  import: {
    start: ['nn import net.onnx', 'take a net that another program trained'],
    load: async () => (await import('./import/command.ts')).importCommand,
  },
  data: {
    start: ['nn data', 'more to train on: all of MNIST, Fashion-MNIST'],
    load: async () => (await import('./data/command.ts')).dataCommand,
  },
  doctor: {
    start: ['nn doctor', 'check the installation'],
    load: async () => (await import('./doctor/command.ts')).doctorCommand,
  },
  completion: {
    start: ['nn completion bash', 'complete commands and flags in your shell'],
    load: async () => (await import('./completion/command.ts')).completionCommand(commands),
  },
};
