/** The path of the bundled model, separate from the code that reads it, which takes longer to load. */

import { fileURLToPath } from 'node:url';

/** The path is the same from `src/node/` and from `dist/node/`. */
export const shippedModelFile: string = fileURLToPath(new URL('../../models/digits.json', import.meta.url));
