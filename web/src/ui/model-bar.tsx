/** The network in use, and buttons to load another one. */

import { useRef } from 'preact/hooks';
import { initialModel, initialModelName, useModel } from '../engine/client.ts';
import { openModelFile } from '../engine/open-file.ts';
import { count, words } from '../i18n/index.ts';
import { modelInfo, tab } from '../state.ts';
import { train } from '../train/run.ts';

export function ModelBar(): preact.JSX.Element {
  const file = useRef<HTMLInputElement>(null);
  const text = words.value;
  const info = modelInfo.value;
  const origin =
    info === null
      ? ''
      : {
          initial: initialModelName ?? text.modelShipped,
          trained: text.modelOwn,
          taught: text.modelTaught,
          file: info.name,
        }[info.kind];
  const choose = async (event: Event): Promise<void> => {
    const input = event.currentTarget as HTMLInputElement;
    const chosen = input.files?.[0];
    input.value = '';
    if (chosen !== undefined) await openModelFile(chosen);
  };
  return (
    <div class="model-bar" data-testid="model">
      <span>
        {text.model} <b>{origin}</b>
        {info !== null && <> · {text.modelInfo(count(info.parameters))}</>}
      </span>
      {tab.value !== 'train' && (
        <button
          type="button"
          data-testid="train"
          onClick={() => {
            tab.value = 'train';
            void train();
          }}
        >
          {text.trainOwn}
        </button>
      )}
      <button type="button" onClick={() => file.current?.click()}>
        {text.modelOpen}
      </button>
      {info !== null && info.kind !== 'initial' && (
        <button type="button" data-testid="model-back" onClick={() => useModel(initialModel)}>
          {initialModelName === null ? text.modelBack : text.modelBackTo(initialModelName)}
        </button>
      )}
      <input
        ref={file}
        data-testid="model-file"
        type="file"
        accept=".json"
        hidden
        aria-label={text.modelOpen}
        onChange={choose}
      />
    </div>
  );
}
