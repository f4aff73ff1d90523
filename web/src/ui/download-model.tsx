/** A button that downloads a model. */

import { words } from '../i18n/index.ts';
import { download } from './download.ts';

export function DownloadModel({
  bytes,
  name,
}: {
  readonly bytes: Uint8Array;
  readonly name: string;
}): preact.JSX.Element {
  return (
    <button
      type="button"
      onClick={() => download(new Blob([new Uint8Array(bytes)], { type: 'application/json' }), name)}
    >
      {words.value.download}
    </button>
  );
}
