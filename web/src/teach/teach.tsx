/** "No, that is a 1": keeps drawings, and fine-tunes the network on them. */

import { useEffect } from 'preact/hooks';
import { Picker } from '../answer/picker.tsx';
import { clear } from '../draw/toolbar.tsx';
import { currentModel } from '../engine/client.ts';
import type { Score, TaughtModel } from '../engine/protocol.ts';
import { percent, words } from '../i18n/index.ts';
import { modelInfo, pixels } from '../state.ts';
import { download } from '../ui/download.ts';
import { DownloadModel } from '../ui/download-model.tsx';
import { Grey } from '../ui/pixels.tsx';
import { drawings, eraseDrawings, keepDrawing, loadDrawings, removeDrawing, storage } from './drawings.ts';
import { exportDrawings } from './export-drawings.ts';
import { progress, taught, teach, useTaught } from './run.ts';

/** One for training, and one for validation. */
const LEAST_DRAWINGS = 2;

export function Teach(): preact.JSX.Element {
  const text = words.value;
  useEffect(() => {
    void loadDrawings();
  }, []);
  const missing = LEAST_DRAWINGS - drawings.value.length;
  return (
    <div class="teach">
      <p class="soft">{text.teachText}</p>
      <Picker />
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
              clear(); // at once: a second click must not keep it twice
              await keepDrawing(label, shown);
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
          onClick={teach}
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
      {taught.value !== null && <Verdict model={taught.value} />}
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

function Verdict({ model }: { readonly model: TaughtModel }): preact.JSX.Element {
  const text = words.value;
  const verdict = { better: text.teachBetter, same: text.teachSame, worse: text.teachWorse }[model.verdict];
  modelInfo.value; // changes with the model in use
  const inUse = currentModel();
  const used = inUse.kind === 'taught' && inUse.bytes === model.bytes;
  const show = ({ correct, count }: Score): string => `${correct} / ${count} (${percent(correct / count)})`;
  return (
    <div class={`taught ${model.verdict}`} data-testid="taught" data-verdict={model.verdict} role="status">
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
            <td>{show(model.drawings.before)}</td>
            <td>{show(model.drawings.after)}</td>
          </tr>
          <tr>
            <th scope="row">{text.teachTest}</th>
            <td>{show(model.test.before)}</td>
            <td>{show(model.test.after)}</td>
          </tr>
        </tbody>
      </table>
      <div class="row">
        {!used && (
          <button type="button" onClick={useTaught}>
            {text.teachUse}
          </button>
        )}
        <DownloadModel bytes={model.bytes} name="taught.json" />
      </div>
      <p class="soft sha">
        {text.sha} <code data-testid="taught-sha256">{model.sha256}</code>
      </p>
    </div>
  );
}
