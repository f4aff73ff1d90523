/** The result of a training: accuracy, confusion matrix, mistakes, and the model to use or download. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { currentModel, useModel } from '../engine/client.ts';
import type { TrainedModel } from '../engine/protocol.ts';
import { count, percent, words } from '../i18n/index.ts';
import { modelInfo } from '../state.ts';
import { copy } from '../ui/copy.ts';
import { DownloadModel } from '../ui/download-model.tsx';
import { Grey } from '../ui/pixels.tsx';
import { result } from './state.ts';

export function Result(): preact.JSX.Element | null {
  modelInfo.value; // changes with the model in use
  const inUse = currentModel();
  const trained = result.value;
  if (trained === null) return null;
  const text = words.value;
  const { test, command } = trained;
  const used = inUse.kind === 'trained' && inUse.bytes === trained.bytes;
  const heading = trained.interrupted ? text.trainStopped(trained.epochs) : text.trainDone;
  return (
    <section class="result" data-testid="result">
      <h2>
        {heading} {outcomeOf(trained)}
      </h2>
      <div class="row">
        <button
          type="button"
          class="primary"
          data-testid="use"
          disabled={used}
          onClick={() => useModel({ kind: 'trained', bytes: trained.bytes })}
        >
          {used ? text.trainUsed : text.trainUse}
        </button>
        <DownloadModel bytes={trained.bytes} name="mnist.json" />
      </div>
      <p class="soft sha">
        {text.sha} <code data-testid="sha256">{trained.sha256}</code>
      </p>
      {command !== null && <Command line={command} />}
      {test !== null && <Confusion confusion={test.confusion} />}
      {test !== null && <Mistakes mistakes={test.mistakes} />}
    </section>
  );
}

/** The command that gives the same model. */
function Command({ line }: { readonly line: string }): preact.JSX.Element {
  const copied = useSignal('');
  const code = useRef<HTMLElement>(null);
  const text = words.value;
  return (
    <div class="command">
      <p class="soft">{text.commandText}</p>
      <div class="row">
        <code ref={code} data-testid="command">
          {line}
        </code>
        <button
          type="button"
          class="small"
          onClick={async () => {
            if (code.current !== null) await copy(code.current);
            copied.value = line;
          }}
        >
          {copied.value === line ? text.copied : text.copy}
        </button>
      </div>
    </div>
  );
}

/** On the test digits, or where there are none on those held out; empty where none were. */
function outcomeOf({ test, validationAccuracy }: TrainedModel): string {
  if (test !== null) return words.value.trainTested(percent(test.accuracy, 2));
  return validationAccuracy === null ? '' : words.value.trainValidated(percent(validationAccuracy, 2));
}

function Confusion({
  confusion,
}: {
  readonly confusion: readonly (readonly number[])[];
}): preact.JSX.Element {
  const text = words.value;
  const worst = Math.max(1, ...confusion.flatMap((row, label) => row.filter((_, digit) => digit !== label)));
  return (
    <figure class="confusion">
      <table class="numeric">
        <caption>
          <b>{text.confusion}</b> <span class="soft">{text.confusionText}</span>
        </caption>
        <thead>
          <tr>
            <td />
            {confusion.map((_, digit) => (
              <th key={digit} scope="col">
                {digit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {confusion.map((row, label) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {row.map((times, digit) => (
                <td
                  key={digit}
                  class={digit === label ? 'right' : 'wrong'}
                  style={{ '--level': digit === label ? 0 : times / worst }}
                >
                  {times === 0 ? '' : count(times)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function Mistakes({
  mistakes,
}: {
  readonly mistakes: NonNullable<TrainedModel['test']>['mistakes'];
}): preact.JSX.Element {
  const text = words.value;
  return (
    <div>
      <h3>{text.mistakes}</h3>
      {mistakes.length === 0 && <p class="soft">{text.noMistakes}</p>}
      <ul class="mistakes">
        {mistakes.map(({ pixels, label, digit, confidence }, n) => {
          const caption = text.mistake(String(label), String(digit), percent(confidence, 0));
          return (
            <li key={n}>
              <Grey pixels={pixels} label={caption} />
              <span class="soft">{caption}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
