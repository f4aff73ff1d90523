/** Writes the input of the network for a picture of one digit, 784 bytes: node pixels.mjs photo.jpg > digit.bin */

import { preprocess, readImage } from 'nn-digits';

const { picture } = await readImage(process.argv[2]);
const { pixels } = preprocess(picture);
process.stdout.write(pixels);
