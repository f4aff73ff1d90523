/** Undo, clear, the pen's width, and other ways to bring a digit in. */

import { useRef } from 'preact/hooks';
import { words } from '../i18n/index.ts';
import { isEmpty, opened, penWidth, strokes } from '../state.ts';
import { openImage } from './open-image.ts';

export function clear(): void {
  strokes.value = [];
  opened.value = null;
}

export function undo(): void {
  if (opened.value !== null) opened.value = null;
  else strokes.value = strokes.value.slice(0, -1);
}

export function Toolbar(): preact.JSX.Element {
  const file = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const choose = async (event: Event): Promise<void> => {
    const input = event.currentTarget as HTMLInputElement;
    const chosen = input.files?.[0];
    input.value = ''; // so that the same file can be chosen again
    if (chosen !== undefined) await openImage(chosen, chosen.name);
  };
  const phone = matchMedia('(pointer: coarse)').matches;
  const text = words.value;
  return (
    <div class="toolbar" role="toolbar" aria-label={text.tools}>
      <button type="button" data-testid="undo" onClick={undo} disabled={isEmpty.value}>
        {text.undo}
      </button>
      <button type="button" data-testid="clear" onClick={clear} disabled={isEmpty.value}>
        {text.clear}
      </button>
      <label class="pen">
        <span>{text.brush}</span>
        <input
          type="range"
          min="6"
          max="40"
          aria-label={text.brush}
          value={penWidth.value}
          onInput={(event) => {
            penWidth.value = Number(event.currentTarget.value);
          }}
        />
      </label>
      <span class="spring" />
      <button type="button" onClick={() => file.current?.click()}>
        {text.open}
      </button>
      {phone && (
        <button type="button" onClick={() => camera.current?.click()}>
          {text.photo}
        </button>
      )}
      <input
        ref={file}
        data-testid="file"
        type="file"
        accept="image/*"
        hidden
        aria-label={text.open}
        onChange={choose}
      />
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={text.photo}
        onChange={choose}
      />
    </div>
  );
}
