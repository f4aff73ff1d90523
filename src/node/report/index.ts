/**
 * `nn-digits/report`: the HTML reports of the commands, for programs. Each function returns the text of one
 * self-contained file. They are an entry point of their own because the plotting library takes 0.4 s to load.
 */

import { datasetHash } from '../../dataset/hash.ts';
import { compareAnswers } from '../../evaluation/compare.ts';
import { probabilitiesOf } from '../../evaluation/evaluate.ts';
import { explain } from '../../evaluation/explain.ts';
import { answersOf, measure } from '../../evaluation/metrics.ts';
import { ensembleMembers } from '../../network/ensemble.ts';
import type { Model } from '../../network/model.ts';
import { comparisonReport as renderComparison } from '../../report/comparison/comparison-report.ts';
import { verdict } from '../../report/comparison/verdict.ts';
import { evaluationReport as renderEvaluation } from '../../report/evaluation/evaluation-report.ts';
import { occlusionsOf } from '../../report/evaluation/occlusions.ts';
import { explanationReport as renderExplanation } from '../../report/explanation/explanation-report.ts';
import { inspectionReport as renderInspection } from '../../report/inspection/inspection-report.ts';
import type { Fact } from '../../report/page.ts';
import type { Search } from '../../report/search/search.ts';
import { searchReport as renderSearch } from '../../report/search/search-report.ts';
import { trainingReport as renderTraining } from '../../report/training/training-report.ts';
import type {
  ComparisonReportOptions,
  EvaluationReportOptions,
  ExplanationReportOptions,
  FinishedTraining,
  ReportedImages,
} from './options.ts';
import { reportTools } from './tools.ts';
import { trainingRunOf } from './training-run.ts';

export type { Search, SearchedTrial } from '../../report/search/search.ts';
export { writeReport } from './files.ts';
export type * from './options.ts';
export type { Fact };

/**
 * The report of `nn eval --report`: measures the model on the images.
 * @throws what `evaluate` throws
 */
export async function evaluationReport({
  name,
  model,
  robustness,
  ...rest
}: EvaluationReportOptions): Promise<string> {
  const { images, data, kernels } = rest;
  const probabilities = await probabilitiesOf(model, images, kernels);
  const evaluation = measure(probabilities, images.labels);
  const occlusions = await occlusionsOf(ensembleMembers(model), evaluation.mistakes, images, kernels);
  const measured = { evaluation, probabilities, occlusions, robustness: robustness ?? null };
  const nameOf = nameIn(rest.classNames);
  const facts = await factsOf(rest);
  return renderEvaluation(
    { model: name, data, images, nameOf, ...measured, warning: [], facts },
    reportTools(),
  );
}

/**
 * The report of `nn compare --report`: measures both models on the images.
 * @throws what `compareModels` throws
 */
export async function comparisonReport({ names, models, ...rest }: ComparisonReportOptions): Promise<string> {
  const { images, data, kernels } = rest;
  const probabilities = [
    await probabilitiesOf(models[0], images, kernels),
    await probabilitiesOf(models[1], images, kernels),
  ] as const;
  const comparison = compareAnswers(answersOf(probabilities[0]), answersOf(probabilities[1]), images.labels);
  const told = { comparison, probabilities, verdict: verdict(comparison), valid: true };
  const nameOf = nameIn(rest.classNames);
  const facts = await factsOf(rest);
  return renderComparison({ models: names, data, images, nameOf, ...told, facts }, reportTools());
}

/**
 * The report of `nn explain --report`: explains the prediction for one image.
 * @throws what `explain` throws
 */
export async function explanationReport(options: ExplanationReportOptions): Promise<string> {
  const { image, name, model, pixels, kernels, among, nearest, window, facts = [] } = options;
  const nameOf = nameIn(model.classNames);
  const explanation = await explain(model, pixels, kernels, {
    ...(among === undefined ? {} : { among: among.images }),
    ...(nearest === undefined ? {} : { nearest }),
    ...(window === undefined ? {} : { window }),
  });
  const searched = among === undefined ? null : { ...among, labelName: nameOf };
  const explained = { image, model: name, pixels, explanation, nameOf, among: searched, facts };
  return renderExplanation(explained, reportTools());
}

/** The report of `nn inspect --report`. @param options.name such as the path of the model */
export function inspectionReport(options: {
  readonly name: string;
  readonly model: Model;
  readonly facts?: readonly Fact[];
}): Promise<string> {
  return renderInspection({ facts: [], ...options }, reportTools());
}

/**
 * The report of `nn train --report`: of a finished training, without the pictures of its weights.
 * @throws RangeError if there is no `start` event
 */
export function trainingReport(training: FinishedTraining): Promise<string> {
  return renderTraining(trainingRunOf(training), reportTools());
}

/** The report of `nn sweep --report`, of trials that the program ran. */
export function searchReport(search: Search): Promise<string> {
  return renderSearch(search, reportTools());
}

function nameIn(classNames: readonly string[] | undefined): (label: number) => string {
  return (label) => classNames?.[label] ?? String(label);
}

async function factsOf({ images, data, facts = [] }: ReportedImages): Promise<readonly Fact[]> {
  return [['Images', `${data}, SHA-256 ${await datasetHash(images)}`], ...facts];
}
