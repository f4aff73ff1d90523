/** The layout of help texts. */

import { Help, type HelpConfiguration, type Command as Parser } from 'commander';

/** A command line and its description. */
export type Example = readonly [line: string, text: string];

/** Minimum columns for descriptions beside the terms; with fewer they are put below them. */
const MIN_BESIDE = 40;
/** On narrower terminals texts are not wrapped. */
const MIN_COLUMNS = 20;
/** Indent of descriptions below their terms. */
const BELOW = '      ';
const BRIEF_EXAMPLES = 3;

export const helpLayout: HelpConfiguration = {
  sortOptions: false,
  minWidthToWrap: MIN_COLUMNS - BELOW.length,
  formatItem(term, termWidth, description, helper) {
    const columns = helper.helpWidth ?? 80;
    if (columns - termWidth >= MIN_BESIDE || description === '') {
      return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
    }
    return `  ${term}\n${below(description, columns, helper)}`;
  },
};

/** A description below its term. */
function below(text: string, columns: number, helper: Help): string {
  return `${BELOW}${helper.boxWrap(text, columns - BELOW.length).replaceAll('\n', `\n${BELOW}`)}`;
}

/** `-h` fits on a screen, with the first group of flags and a phrase for each; `--help` shows everything. */
export const briefHelp: HelpConfiguration = {
  visibleOptions(parser) {
    const options = new Help().visibleOptions(parser);
    return options.filter((option) => option.helpGroupHeading === options[0].helpGroupHeading);
  },
  optionDescription: (option) => option.description.split(/;| \[/)[0],
  argumentDescription: (argument) => argument.description.split(/;/)[0],
};

/** The examples of a command, in brief help the first ones only. */
export function examplesText(parser: Parser, examples: readonly Example[], brief: boolean): string {
  const shown = brief ? examples.slice(0, BRIEF_EXAMPLES) : examples;
  const columns = parser.configureOutput().getOutHelpWidth?.() ?? 80;
  const helper = Object.assign(new Help(), helpLayout);
  const widest = Math.max(...shown.map(([line]) => line.length));
  const beside = shown.every(([, text]) => widest + text.length + 4 <= columns);
  const lines = shown.map(([line, text]) =>
    beside ? `  ${line.padEnd(widest)}  ${text}` : `  ${line}\n${below(text, columns, helper)}`,
  );
  return ['', 'Examples:', ...lines].join('\n');
}
