/** The path of the bundled model, separate from the code that reads it, which takes longer to load. */

import { fileURLToPath } from 'node:url';
import { packageFile } from './package-files.ts';

export const shippedModelFile: string = fileURLToPath(packageFile('models/digits.json'));
