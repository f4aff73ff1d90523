/** What `nn` alone prints: what it is, what to type, and whether there is a model yet. */

import { DEFAULT_MODEL } from './shared/defaults.ts';
import { chooseModel } from './shared/model-path.ts';
import type { Paint } from './terminal/colour.ts';

function modelLine(): string {
  switch (chooseModel().kind) {
    case 'own':
      return `Model here: ${DEFAULT_MODEL}`;
    case 'shipped':
      return `Model here: none yet; eval and predict use the one that ships with nn`;
    default:
      return `Model here: none yet; nn train makes ${DEFAULT_MODEL}`;
  }
}

export function startPage(version: string, paint: Paint): string {
  return [
    `${paint.bold(`nn ${version}`)}  trains, evaluates and uses recognisers of handwritten digits`,
    '',
    `  ${paint.cyan('nn train')}              learn from the 9,000 digits that come with nn`,
    `  ${paint.cyan('nn eval')}               measure the model on digits it has never seen`,
    `  ${paint.cyan('nn predict photo.png')}  read the digit in a picture of yours`,
    `  ${paint.cyan('nn explain photo.png')}  see what drove the answer`,
    `  ${paint.cyan('nn sweep')}              find settings that make a better one`,
    `  ${paint.cyan('nn inspect')}            see what the model is made of`,
    `  ${paint.cyan('nn data')}               more to learn from: all of MNIST, Fashion-MNIST`,
    '',
    modelLine(),
    'More: nn help <command>, for train, sweep, eval, compare, predict, explain, inspect, data',
  ].join('\n');
}
