/** The panel that trains a network from scratch. */

import { useEffect, useRef } from 'preact/hooks';
import { count, words } from '../i18n/index.ts';
import { Curves } from './curves.tsx';
import { Result } from './result.tsx';
import { continueRun, discardUnfinished, findUnfinished, pause, resume, stop, train } from './run.ts';
import { hasProblems } from './settings.ts';
import { SettingsForm } from './settings-form.tsx';
import { data, epochs, fraction, isRunning, phase, progress, unfinished, weights } from './state.ts';
import { closeTrainingData, openTrainingData } from './training-data.ts';
import { Weights } from './weights.tsx';

export function TrainPanel(): preact.JSX.Element {
  const text = words.value;
  useEffect(() => {
    void findUnfinished();
  }, []);
  const running = isRunning.value;
  return (
    <div class="train">
      <p class="soft">{text.trainText}</p>
      {!crossOriginIsolated && (
        <p class="note" data-testid="one-thread">
          {whyOneThread()}
        </p>
      )}
      {unfinished.value !== null && (
        <div class="note row">
          <span>{text.continueText(unfinished.value)}</span>
          <button type="button" data-testid="continue" onClick={continueRun}>
            {text.continueTrain}
          </button>
          <button type="button" onClick={discardUnfinished}>
            {text.discard}
          </button>
        </div>
      )}
      <Data disabled={running} />
      <SettingsForm disabled={running} />
      <div class="row">
        {!running && (
          <button type="button" class="primary" data-testid="train" onClick={train}>
            {text.train}
          </button>
        )}
        {!running && hasProblems.value && <span class="field-problem">{text.settingsWrong}</span>}
        {phase.value === 'running' && (
          <button type="button" data-testid="pause" onClick={pause}>
            {text.pause}
          </button>
        )}
        {phase.value === 'paused' && (
          <button type="button" class="primary" data-testid="resume" onClick={resume}>
            {text.resume}
          </button>
        )}
        {running && (
          <button type="button" data-testid="stop" onClick={stop}>
            {text.stop}
          </button>
        )}
      </div>
      {running && <Progress />}
      <Curves />
      {weights.value !== null && <Weights weights={weights.value} />}
      <Result />
    </div>
  );
}

function whyOneThread(): string {
  if (location.protocol === 'file:') return words.value.oneThreadFile;
  return isSecureContext ? words.value.oneThread : words.value.insecure;
}

function Data({ disabled }: { readonly disabled: boolean }): preact.JSX.Element {
  const file = useRef<HTMLInputElement>(null);
  const text = words.value;
  const own = data.value;
  return (
    <div class="row">
      <span>
        {text.trainData}{' '}
        <b>{own === null ? text.trainDataDefault : text.trainDataOwn(own.name, count(own.train))}</b>
      </span>
      <button type="button" class="small" disabled={disabled} onClick={() => file.current?.click()}>
        {text.trainDataOpen}
      </button>
      {own !== null && own.refused.length > 0 && (
        <span class="soft" title={own.refused.slice(0, 10).join('\n')}>
          {text.trainDataRefused(count(own.refused.length))}
        </span>
      )}
      {own !== null && (
        <button type="button" class="small" disabled={disabled} onClick={closeTrainingData}>
          {text.trainDataBack}
        </button>
      )}
      <input
        ref={file}
        data-testid="data-file"
        type="file"
        multiple
        hidden
        aria-label={text.trainDataOpen}
        onChange={async (event) => {
          const input = event.currentTarget;
          const chosen = [...(input.files ?? [])];
          input.value = '';
          if (chosen.length > 0) await openTrainingData(chosen);
        }}
      />
    </div>
  );
}

function Progress(): preact.JSX.Element {
  const text = words.value;
  const now = progress.value;
  const done = fraction.value;
  return (
    <div class="progress">
      <progress value={done} aria-label={text.train} />
      <p class="soft numeric">
        {now === null ? text.loading : text.epochOf(now.epoch, epochs.value)}
        {now !== null && <> · {text.speed(count(Math.round(now.samplesPerSecond)))}</>}
        {now !== null && <> · {text.timeLeft(timeLeft())}</>}
      </p>
    </div>
  );
}

/** From the images still to come and the present speed. */
function timeLeft(): string {
  const now = progress.value;
  if (now === null || now.samplesPerSecond === 0) return '…';
  const seconds = ((1 - fraction.value) * now.epochs * now.total) / now.samplesPerSecond;
  return seconds < 90
    ? words.value.seconds(Math.ceil(seconds))
    : words.value.minutes(Math.round(seconds / 60));
}
