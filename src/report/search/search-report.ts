/** The report of `nn sweep`: the best settings, the importance of each, and every trial with its command. */

import { type Importance, importances } from '../../training/importance.ts';
import { draw, type Figure } from '../figure.ts';
import { importanceFigure } from '../figures/importance.ts';
import { parallelCoordinates } from '../figures/parallel-coordinates.ts';
import { Html, html, nothing } from '../html.ts';
import { count, counted, percent } from '../numbers.ts';
import { factSection, renderPage, section, table, tiles } from '../page.ts';
import { pageTheme } from '../theme.ts';
import type { ReportTools } from '../tools.ts';
import type { Search } from './search.ts';

/** Maximum number of settings that fit side by side. */
const MOST_NAMES = 10;
/** Maximum number of rows, with which the table takes most of the maximum size of a report, 2 MB. */
const MOST_ROWS = 1000;

/** The varied settings, the most important first. */
function importancesOf({ trials }: Search): Importance[] {
  const names = [...new Set(trials.flatMap(({ varied }) => Object.keys(varied)))];
  return importances(
    trials.map(({ varied, accuracy }) => ({ varied, score: accuracy })),
    names,
  );
}

export function searchFigures(search: Search): Figure[] {
  const known = importancesOf(search);
  const names = known.map(({ name }) => name).slice(0, MOST_NAMES);
  const told = known.filter(({ fraction }) => fraction !== null).slice(0, MOST_NAMES);
  return [
    ...(names.length === 0 ? [] : [parallelCoordinates(search.trials, names)]),
    ...(told.length === 0 ? [] : [importanceFigure(told)]),
  ];
}

export async function searchReport(search: Search, tools: ReportTools): Promise<string> {
  const { folder, data, trials, open, facts } = search;
  const figures = new Map(searchFigures(search).map((figure) => [figure.name, figure]));
  const parallel = figures.get('parallel-coordinates');
  return renderPage({
    kind: 'Sweep',
    subject: folder,
    about: `${counted(trials.length, 'trial')}${data === null ? '' : ` on ${data}`}, ranked by validation accuracy.`,
    content: [
      open === 0
        ? nothing
        : html`<p class="note">${counted(open, 'more trial')} ${open === 1 ? 'is' : 'are'} not finished.</p>\n`,
      summary(search),
      parallel === undefined ? nothing : parallelSection(parallel, search, tools),
      importanceSection(figures.get('importance'), tools),
      trialSection(search),
      factSection('How to reproduce it', facts),
    ],
  });
}

function summary({ trials }: Search): Html {
  const [best] = trials;
  const done = trials.flatMap(({ accuracy }) => accuracy ?? []);
  const median = done[Math.floor(done.length / 2)];
  const diverged = trials.length - done.length;
  if (best === undefined || best.accuracy === null)
    return tiles([['Diverged', count(diverged), 'all of them']]);
  return tiles([
    [
      'Best validation accuracy',
      percent(best.accuracy),
      `trial ${best.trial}; optimistic, as the best of many: evaluate it on test images`,
    ],
    ['Median', percent(median ?? 0), `of ${counted(done.length, 'trial')}`],
    ...(diverged === 0 ? [] : [['Diverged', count(diverged)] as const]),
  ]);
}

function parallelSection(figure: Figure, { trials }: Search, tools: ReportTools): Html {
  const diverged = trials.some(({ accuracy }) => accuracy === null)
    ? html` &nbsp; <span class="key dashed bad"></span>diverged`
    : nothing;
  return section(
    'Settings and accuracy',
    html`<p class="lead"><span class="key line warn"></span>the best trial &nbsp; <span class="key line"></span>the best tenth &nbsp; <span class="key line soft-line"></span>others${diverged}<br>
A line for each trial, from its settings to its accuracy; the most important setting first.</p>
<figure class="wide" tabindex="0">${new Html(draw(figure, pageTheme, tools))}</figure>`,
  );
}

function importanceSection(figure: Figure | undefined, tools: ReportTools): Html {
  const about = html`<p class="lead">The fraction of the variance of the trials' ranks that a setting explains by itself (Kruskal-Wallis
eta squared). It does not include interactions between settings, and is unreliable for few trials.</p>\n`;
  const content =
    figure === undefined
      ? html`<p>There are too few trials.</p>`
      : html`<figure>${new Html(draw(figure, pageTheme, tools))}</figure>`;
  return section('Importance of each setting', about, content);
}

function trialSection({ trials }: Search): Html {
  const shown = trials.slice(0, MOST_ROWS);
  const names = [...new Set(shown.flatMap(({ varied }) => Object.keys(varied)))].slice(0, MOST_NAMES);
  const extent =
    shown.length < trials.length ? ` The best ${count(shown.length)} of ${count(trials.length)}.` : '';
  const rows = shown.map(
    ({ trial, varied, accuracy, loss, epochs, command }) =>
      [
        String(trial),
        ...names.map((name) => String(varied[name] ?? '-')),
        accuracy === null ? 'diverged' : percent(accuracy),
        loss === null ? '-' : loss.toFixed(4),
        epochs === null ? '-' : count(epochs),
        command === null ? '-' : html`<code>${command}</code>`,
      ] as const,
  );
  return section(
    'All trials',
    html`<p class="lead">Best first; each command trains the same model again.${extent}</p>\n`,
    table('All trials', ['trial', ...names, 'validation', 'loss', 'epochs', 'command'], rows, 'trials'),
  );
}
