/** "No, that is a 1": keeps drawings, and fine-tunes the network on them. */

import { useSignal } from '@preact/signals';
import { proxy } from 'comlink';
import { useEffect } from 'preact/hooks';
import { clear } from '../draw/toolbar.tsx';
import { currentModel, trainer, useModel } from '../engine/client.ts';
import type { Score, TaughtModel } from '../engine/protocol.ts';
import { errorText } from '../i18n/error-text.ts';
import { percent, words } from '../i18n/index.ts';
import { pixels, problem } from '../state.ts';
import { download } from '../ui/download.ts';
import { Grey } from '../ui/pixels.tsx';
import { drawings, eraseDrawings, keepDrawing, loadDrawings, removeDrawing, storage } from './drawings.ts';
import { exportDrawings } from './export-drawings.ts';

/** One to learn from, and one to judge by. */
const LEAST_DRAWINGS = 2;

export function Teach(): preact.JSX.Element {
  const progress = useSignal<number | null>(null);
  const taught = useSignal<TaughtModel | null>(null);
  const text = words.value;
  useEffect(() => {
    void loadDrawings();
  }, []);

  const run = async (): Promise<void> => {
    taught.value = null;
    progress.value = 0;
    try {
      const shown = drawings.value.map(({ label, pixels: image }) => ({ label, pixels: image }));
      const onProgress = proxy((fraction: number): void => {
        progress.value = fraction;
      });
      const result = await trainer().teach(currentModel(), shown, onProgress);
      taught.value = result;
      if (result.verdict !== 'worse') await useModel({ kind: 'taught', bytes: result.bytes });
    } catch (error) {
      problem.value = { title: words.value.teachButton, text: errorText(error) };
    } finally {
      progress.value = null;
    }
  };

  const missing = LEAST_DRAWINGS - drawings.value.length;
  return (
    <div class="teach">
      <p class="soft">{text.teachText}</p>
      <fieldset class="labels" disabled={pixels.value === null}>
        <legend>{text.teachThis}</legend>
        {Array.from({ length: 10 }, (_, label) => (
          <button
            key={label}
            type="button"
            data-testid={`teach-${label}`}
            onClick={async () => {
              const shown = pixels.value;
              if (shown === null) return;
              await keepDrawing(label, shown);
              clear();
            }}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {storage.value === 'forbidden' && (
        <p class="note" data-testid="storage">
          {text.storageForbidden}
        </p>
      )}
      {storage.value === 'full' && (
        <p class="note" data-testid="storage">
          {text.storageFull}
        </p>
      )}
      <Kept />
      <div class="row">
        <button
          type="button"
          class="primary"
          data-testid="teach"
          disabled={missing > 0 || progress.value !== null}
          onClick={run}
        >
          {text.teachButton}
        </button>
        {missing > 0 && <span class="soft">{text.teachNeeds(missing)}</span>}
        {progress.value !== null && (
          <>
            <progress value={progress.value} aria-label={text.teachRunning} />
            <span class="soft">{text.teachRunning}</span>
          </>
        )}
      </div>
      {taught.value !== null && <Verdict taught={taught.value} />}
    </div>
  );
}

function Kept(): preact.JSX.Element {
  const text = words.value;
  const kept = drawings.value;
  if (kept.length === 0) return <p class="soft">{text.teachNone}</p>;
  return (
    <>
      <ul class="kept" data-testid="kept">
        {kept.map(({ id, label, pixels: image }) => (
          <li key={id}>
            <Grey pixels={image} label={text.nearestItem(String(label))} />
            <span>{label}</span>
            <button
              type="button"
              aria-label={text.teachRemove(String(label))}
              onClick={() => removeDrawing(id)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <div class="row">
        <span class="soft">{text.teachSaved(kept.length)}</span>
        <button
          type="button"
          data-testid="export"
          onClick={async () => download(await exportDrawings(drawings.value), 'drawings.zip')}
        >
          {text.teachExport}
        </button>
        <button
          type="button"
          onClick={() => {
            if (confirm(text.teachEraseConfirm)) void eraseDrawings();
          }}
        >
          {text.teachErase}
        </button>
      </div>
    </>
  );
}

function Verdict({ taught }: { readonly taught: TaughtModel }): preact.JSX.Element {
  const text = words.value;
  const verdict = { better: text.teachBetter, same: text.teachSame, worse: text.teachWorse }[taught.verdict];
  const show = ({ correct, count }: Score): string => `${correct} / ${count} (${percent(correct / count)})`;
  return (
    <div class={`taught ${taught.verdict}`} data-testid="taught" data-verdict={taught.verdict} role="status">
      <p>
        <b>{verdict}</b>
      </p>
      <table class="numeric">
        <thead>
          <tr>
            <td />
            <th scope="col">{text.teachBefore}</th>
            <th scope="col">{text.teachAfter}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{text.teachYours}</th>
            <td>{show(taught.drawings.before)}</td>
            <td>{show(taught.drawings.after)}</td>
          </tr>
          <tr>
            <th scope="row">{text.teachTest}</th>
            <td>{show(taught.test.before)}</td>
            <td>{show(taught.test.after)}</td>
          </tr>
        </tbody>
      </table>
      <button
        type="button"
        onClick={() =>
          download(new Blob([new Uint8Array(taught.bytes)], { type: 'application/json' }), 'taught.json')
        }
      >
        {text.download}
      </button>
      <p class="soft sha">
        {text.sha} <code data-testid="taught-sha256">{taught.sha256}</code>
      </p>
    </div>
  );
}
