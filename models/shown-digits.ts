/**
 * `tsx models/shown-digits.ts <folder>`: writes MNIST's training digits without those that `--validation 0.05` holds
 * out with seed 1, so that trainings with other seeds do not see these either.
 */

import { splitMnist } from '../study/full-mnist.ts';
import { writeTrainingImages } from './idx-folder.ts';

const [folder = 'shown'] = process.argv.slice(2);
writeTrainingImages(folder, (await splitMnist()).shown);
