/**
 * JavaScript that is inserted into the page and each of its workers, and serves `fetch` and `new Worker` from
 * embedded data. Workers are classic scripts there, and modules are loaded from data: URLs, because Chromium loads
 * none from blob: URLs in a page opened from a file.
 */

/** Replaces `import.meta.url`; only the ends of the URLs matter. */
export const BASE = '"https://offline.invalid/"';

export const offline = `function offline(files) {
  const nameOf = (address) => String(address).split('/').pop();
  const { fetch, Worker } = globalThis;
  globalThis.offlineScript = (name) => 'data:text/javascript,' + encodeURIComponent(files.scripts[name]);
  globalThis.fetch = async (address, options) => {
    const data = files.data[nameOf(address)];
    if (data === undefined) return fetch(address, options);
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
  };
  if (Worker === undefined) return;
  globalThis.Worker = class extends Worker {
    constructor(address, { name } = {}) {
      const start = \`\${offline}\\noffline(\${JSON.stringify(files)});\\n(() => {'use strict';\\n\`;
      const parts = [start, files.scripts[nameOf(address)], '\\n})();'];
      super(URL.createObjectURL(new Blob(parts, { type: 'text/javascript' })), { name });
    }
  };
}`;
