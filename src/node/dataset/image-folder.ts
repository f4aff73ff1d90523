/**
 * Reads folders of images with the layouts of `image-layout.ts`: `<digit>/*.png` and the like, or the same for each
 * split.
 */

import { join } from 'node:path';
import {
  type Dataset,
  type DatasetParts,
  IMAGE_PIXELS,
  type LabelledImages,
  NoImagesError,
  type RefusedImage,
} from '../../dataset/dataset.ts';
import { DataError, type NnError } from '../../errors.ts';
import { listFormats } from '../../image/decode/decoded-image.ts';
import { findImages, MAX_NAMES } from './image-files.ts';
import { classFolders, findImageLayout, type ImageLayout } from './image-layout.ts';
import { readLabelFile } from './label-file.ts';
import { type ImageFolderOptions, preprocessFiles } from './preprocess-files.ts';

type Part = 'train' | 'test';

/** An image to read, and the digit of its folder. */
interface Listed {
  readonly part: Part;
  readonly path: string;
  readonly label: number;
}

/**
 * Reads a folder of images and converts each to MNIST's form. Files that cannot be used are reported in `pictures`;
 * it is only an error if no others remain.
 *
 * A folder without split subfolders is a single split: the training split if that is requested, else the test split,
 * and the training split if none is requested.
 *
 * @throws {DataError} if a split is missing, the layout is ambiguous, or none of the images can be used
 */
export async function readImageFolder(
  folder: string,
  parts: DatasetParts = {},
  options: ImageFolderOptions = {},
  layout: ImageLayout | null = findImageLayout(folder),
): Promise<Dataset> {
  if (layout === null) throw new DataError(`${folder} holds no images in folders of digits`);
  const listed: Listed[] = [];
  const refused: RefusedImage[] = [];
  const folders = partFolders(folder, layout, parts);
  for (const [part, path] of folders) {
    if (layout.labelFile === undefined) listPart(path, part, listed, refused);
    else listLabelled(layout.labelFile, path, part, listed, refused);
  }
  if (listed.length > MAX_NAMES) {
    throw new DataError(`${folder} holds more than ${MAX_NAMES} pictures; use a part of them`);
  }
  const { images, used, cached, problems } = await preprocessFiles(
    listed.map(({ path }) => path),
    folders.map(([, path]) => path),
    options,
  );
  for (const [n, problem] of problems) refused.push(toRefused(listed[n].path, problem));
  const kept = used.map((n) => listed[n]);
  const labels = Uint8Array.from(kept, ({ label }) => label);
  const partOf = (part: Part): LabelledImages | null => {
    const first = kept.findIndex((listed) => listed.part === part);
    if (first < 0) return null;
    const end = kept.findLastIndex((listed) => listed.part === part) + 1;
    return {
      count: end - first,
      images: images.subarray(first * IMAGE_PIXELS, end * IMAGE_PIXELS),
      labels: labels.subarray(first, end),
    };
  };
  const dataset: Dataset = {
    name: folder,
    train: partOf('train'),
    test: partOf('test'),
    pictures: { read: kept.length, cached, refused },
  };
  for (const [part, path] of folders) if (dataset[part] === null) throw nothing(path, refused);
  return dataset;
}

/** The requested splits, with the folders that contain their digits. */
function partFolders(folder: string, { parts: found }: ImageLayout, parts: DatasetParts): [Part, string][] {
  if (found.whole !== undefined) {
    if (parts.train && parts.test) {
      throw new DataError(
        `${folder} has no train/test split: put its digits into ${folder}/train/0 to 9 and ${folder}/test/0 to 9`,
      );
    }
    return [[parts.test ? 'test' : 'train', found.whole]];
  }
  const { train, test = found.validation } = found;
  const there: Partial<Record<Part, string>> = {
    ...(train === undefined ? {} : { train }),
    ...(test === undefined ? {} : { test }),
  };
  const all = !parts.train && !parts.test;
  return (['train', 'test'] as const)
    .filter((part) => parts[part] || (all && there[part] !== undefined))
    .map((part) => {
      const path = there[part];
      if (path !== undefined) return [part, path];
      const other = there[part === 'train' ? 'test' : 'train'];
      const instead = other === undefined ? '' : `, or name ${other} itself`;
      throw new DataError(
        `${folder} has no ${part} part: looked for ${join(folder, part, '0')} to 9${instead}`,
      );
    });
}

function listPart(folder: string, part: Part, listed: Listed[], refused: RefusedImage[]): void {
  for (const { digit: label, path: ofDigit } of classFolders(folder)) {
    for (const { path, problem } of findImages(ofDigit)) {
      if (problem === undefined) listed.push({ part, path, label });
      else refused.push(toRefused(path, problem));
    }
  }
}

function listLabelled(
  file: string,
  folder: string,
  part: Part,
  listed: Listed[],
  refused: RefusedImage[],
): void {
  const { files, problems } = readLabelFile(file, folder);
  for (const one of files) listed.push({ part, ...one });
  for (const problem of problems) refused.push(toRefused(file, new DataError(problem)));
}

const toRefused = (image: string, { kind, message }: NnError): RefusedImage => ({
  image,
  error: { kind, message },
});

function nothing(folder: string, refused: readonly RefusedImage[]): DataError {
  if (refused.length === 0) {
    return new DataError(`${folder} holds no pictures: no ${listFormats()} files are in its folders 0 to 9`);
  }
  const { message } = refused[0].error;
  const count = refused.length === 1 ? 'its only picture is refused' : `all ${refused.length} are refused`;
  return new NoImagesError(
    `${folder} holds no picture that can be used: ${count}; the first: ${message}`,
    refused,
  );
}
