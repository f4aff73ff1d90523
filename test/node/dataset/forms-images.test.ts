/** The forms in which people have images of digits on disk: in folders of their labels, or with a list of them. */

import { describe, expect, test } from 'vitest';
import { hasTestSplit, openDataset } from '../../../src/node/dataset/open.ts';
import { encodeGreyPng } from '../../../src/node/decode.ts';
import { type Files, folderOf } from '../../support/idx-folder.ts';
import { madeImages } from '../../support/made-digits.ts';

describe('images are found', async () => {
  const made = madeImages(10);
  const png = await encodeGreyPng(made.images.subarray(0, 784), 28, 28);
  const other = await encodeGreyPng(made.images.subarray(784, 2 * 784), 28, 28);
  const open = (folder: string, parts = {}) => openDataset(folder, parts, { preprocess: false });

  test.each<[string, Files, number[], number[] | null, RegExp | null]>([
    ['by words', { 'zero/a.png': png, 'Nine/a.png': other }, [0, 9], null, null],
    [
      'by other names of digits',
      { 'digit_3/a.png': png, '04/a.png': other, 'class 7/a.png': png, '8_eight/a.png': png },
      [3, 4, 7, 8],
      null,
      null,
    ],
    [
      'in training and testing',
      { 'training/3/a.png': png, 'testing/4/a.png': other },
      [3],
      [4],
      /^testing\/ is the test part$/,
    ],
    [
      'in Train and Test',
      { 'Train/3/a.png': png, 'Test/4/a.png': other },
      [3],
      [4],
      /^Test\/ is the test part$/,
    ],
    [
      'with validation for a test',
      { 'train/3/a.png': png, 'val/4/a.png': other },
      [3],
      [4],
      /^val\/ is taken for the test part; training leaves it aside$/,
    ],
    [
      'in three parts',
      { 'train/3/a.png': png, 'valid/4/a.png': other, 'test/5/a.png': other },
      [3],
      [5],
      /^valid\/ is left aside: validation images are split off train\/ \(--validation\)$/,
    ],
    [
      'in a folder within',
      { 'mnist/digits/6/a.png': png, '__MACOSX/6/a.png': other, '.git/3/b.png': other },
      [6],
      null,
      /^Found folders of images in .*digits$/,
    ],
    [
      'beside folders of no digit',
      { '1/a.png': png, 'scribbles/a.png': other },
      [1],
      null,
      /^Ignored, because their names are not digits: scribbles\/$/,
    ],
    [
      'flat, with a list',
      { 'labels.csv': 'filename,label\na.png,3\nsub/b.png,7\n', 'a.png': png, 'sub/b.png': other },
      [3, 7],
      null,
      /^Labels are those of .*labels\.csv$/,
    ],
    [
      'flat, with a list without names or endings',
      { 'train.csv': '"1";5\n"0";2\n', 'images/0.png': png, 'images/1.png': other },
      [2, 5],
      null,
      /^Labels are those of/,
    ],
    [
      'flat, with names that have a comma',
      { 'labels.csv': 'file,label\n"a, b.png",3\nc.png,7', 'a, b.png': png, 'c.png': other },
      [3, 7],
      null,
      /^Labels are those of/,
    ],
    [
      'flat, with the label first',
      { 'labels.csv': '1,0.png\n4,1.png', '0.png': png, '1.png': other },
      [1, 4],
      null,
      /^Labels are those of/,
    ],
    [
      'flat, with an index before both',
      { 'labels.txt': '0 b.png 5\n1 a.png 6', 'a.png': png, 'b.png': other },
      [6, 5],
      null,
      /^Labels are those of/,
    ],
  ])('%s', async (_, files, train, tests, remark) => {
    const folder = folderOf(files);
    const dataset = await open(folder);
    expect(Array.from(dataset.train!.labels)).toEqual(train);
    expect(dataset.test === null ? null : Array.from(dataset.test.labels)).toEqual(tests);
    expect(await hasTestSplit(folder)).toBe(tests !== null);
    if (remark === null) expect(dataset.remarks).toBeUndefined();
    else expect(dataset.remarks?.join()).toMatch(remark);
  });

  test('by a list with lines that are wrong: those are told', async () => {
    const folder = folderOf({
      'labels.csv': 'name,digit\na.png,3\nb.png,4\n../a.png,5\na.png,x\n',
      'a.png': png,
    });
    const { train, pictures } = await open(folder);
    expect(Array.from(train!.labels)).toEqual([3]);
    expect(pictures?.refused.map(({ error }) => error.message.replaceAll(folder, ''))).toEqual([
      '/labels.csv: line 3 names "b.png", which is no image in ',
      '/labels.csv: line 4 names "../a.png", which is no image in ',
      '/labels.csv: line 5 has a label of "x", expected 0 to 9',
    ]);
  });
});
