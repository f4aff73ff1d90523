/** The report of `nn train`: curves, settings, the weights of the first layer, and how to reproduce it. */

import type { EpochRecord } from '../../network/model.ts';
import type { StartEvent } from '../../training/events.ts';
import { draw, type Figure } from '../figure.ts';
import { accuracyFigure, learningRateFigure, lossFigure, speedFigure } from '../figures/curves.ts';
import { Html, html, nothing } from '../html.ts';
import { count, counted, percent } from '../numbers.ts';
import { type Fact, factSection, renderPage, section, table, tiles } from '../page.ts';
import { pageTheme } from '../theme.ts';
import type { ReportTools } from '../tools.ts';
import { extentOf, type FirstLayer, weightPictures } from '../weights.ts';

export interface TrainingRun {
  /** The path of the model. */
  readonly model: string;
  /** The first event of the training. */
  readonly start: StartEvent;
  /** The maximum number of epochs. */
  readonly epochs: number;
  readonly history: readonly EpochRecord[];
  /** Images per second in the epochs trained in this session. */
  readonly speeds: readonly { readonly epoch: number; readonly speed: number }[];
  /** At the beginning of each epoch. */
  readonly learningRates: readonly number[];
  /** The epoch whose weights are kept; null if it is the last one. */
  readonly best: number | null;
  /** Duration so far, in all sessions. */
  readonly seconds: number;
  /** Whether training continues: the page then reloads itself. */
  readonly running: boolean;
  /** Why training looks worse than validation; empty if it does not. */
  readonly gap: string;
  /** How it ended, if not with its last epoch. */
  readonly note: string;
  /** Settings that differ from the defaults, formatted for people. */
  readonly settings: readonly { readonly name: string; readonly value: string; readonly usual: string }[];
  /** The first layer's weights at the start and now; null if it has none. */
  readonly weights: { readonly before: FirstLayer; readonly now: FirstLayer } | null;
  /** How to reproduce it: names and values, and commands. */
  readonly facts: readonly Fact[];
}

/** Often enough to follow, rarely enough to read. */
const REFRESH_SECONDS = 3;

export function trainingFigures(run: TrainingRun): Figure[] {
  const { history, best, learningRates, speeds } = run;
  if (history.length === 0) return [];
  return [
    lossFigure(history, best),
    accuracyFigure(history, best),
    learningRateFigure(learningRates, history.length),
    ...(speeds.length === 0 ? [] : [speedFigure(speeds)]),
  ];
}

export async function trainingReport(run: TrainingRun, tools: ReportTools): Promise<string> {
  const { model, start, running, note, facts } = run;
  return renderPage({
    kind: 'Training',
    subject: model,
    about: `${start.network} on ${counted(start.train, 'image')} of ${start.data}, validated on ${count(start.validation)}.`,
    ...(running ? { refresh: REFRESH_SECONDS } : {}),
    content: [
      running
        ? html`<p class="note">Training is in progress: this page reloads every ${REFRESH_SECONDS} seconds.</p>\n`
        : nothing,
      note === '' ? nothing : html`<p class="note">${note}</p>\n`,
      summary(run),
      curves(run, tools),
      settings(run),
      weights(run, tools),
      factSection('How to reproduce it', facts),
    ],
  });
}

function summary({ history, epochs, start, seconds, speeds, best, running }: TrainingRun): Html {
  const kept = history[(best ?? history.length) - 1];
  const accuracy = kept?.validationAccuracy ?? kept?.accuracy;
  const loss = kept?.validationLoss ?? kept?.loss;
  const mean = speeds.reduce((sum, { speed }) => sum + speed, 0) / (speeds.length || 1);
  const validated = kept?.validationAccuracy != null;
  return tiles([
    [
      validated ? 'Validation accuracy' : 'Training accuracy',
      accuracy === undefined ? '-' : percent(accuracy),
      kept === undefined
        ? 'after the first epoch'
        : `epoch ${count(kept.epoch)}${best === null ? '' : running ? ', the best so far' : ', the best'}`,
    ],
    [validated ? 'Validation loss' : 'Training loss', loss === undefined ? '-' : loss.toFixed(4)],
    ['Epochs', count(history.length), `of ${count(epochs)}`],
    ['Time', duration(seconds), mean === 0 ? '' : `${count(mean)} images a second`],
    ['Parameters', count(start.parameters)],
  ]);
}

/** 4.2 s, 3:07 min, 2:15:00 h */
function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours === 0 ? `${minutes}:${two(rest)} min` : `${hours}:${two(minutes)}:${two(rest)} h`;
}

function curves(run: TrainingRun, tools: ReportTools): Html {
  const figures = trainingFigures(run);
  if (figures.length === 0) return section('Curves', html`<p class="lead">No epoch has finished yet.</p>`);
  const validated = run.start.validation > 0;
  const key = validated
    ? html`<span class="key line"></span>validation &nbsp; <span class="key dashed"></span>training`
    : html`<span class="key line"></span>training`;
  const kept =
    run.best === null
      ? nothing
      : html` &nbsp; <span class="key mark-line"></span>the epoch whose weights are kept`;
  const drawn = figures.map(
    (figure) => html`<figure><h3>${figure.title}</h3>${new Html(draw(figure, pageTheme, tools))}</figure>\n`,
  );
  const why =
    run.gap === ''
      ? nothing
      : html` Training looks worse than validation because of ${run.gap}, which validation does not have.`;
  return section(
    'Curves',
    html`<p class="lead">${key}${kept}${why === nothing ? nothing : html`<br>${why}`}</p>\n<div class="two">${drawn}</div>`,
  );
}

function settings({ settings: changed }: TrainingRun): Html {
  if (changed.length === 0)
    return section('Settings', html`<p class="lead">All settings have their default values.</p>`);
  const rows = changed.map(({ name, value, usual }) => [name, value, usual] as const);
  return section(
    'Settings',
    html`<p class="lead">Settings that differ from the defaults.</p>\n${table('Settings', ['setting', 'value', 'default'], rows, 'words')}`,
  );
}

function weights({ weights: layer, history }: TrainingRun, tools: ReportTools): Html {
  if (layer === null) return nothing;
  return section(
    'Weights of the first layer',
    html`<p class="lead">Of ${extentOf(layer.now)}, at the start and after ${counted(history.length, 'epoch')}. Blue: positive, ink there
raises the output; orange: negative.</p>\n${weightPictures(layer.now, layer.before, tools)}`,
  );
}
