/** The picture itself, on terminals that show images. */

import { NnError } from '../../errors.ts';
import type { RasterImage } from '../../image/image.ts';
import { readImage } from '../../node/decode.ts';
import { encodePng } from '../../node/encode-png.ts';
import { CommandLineError } from '../shared/command-line-error.ts';
import { STDIN } from '../shared/image-inputs.ts';
import type { Console } from '../terminal/console.ts';
import {
  areaWithin,
  type ImageArea,
  type ImageProtocol,
  imageProtocolOf,
  imageSequence,
  isMultiplexed,
} from '../terminal/inline-image.ts';

export interface DrawnPicture {
  readonly area: ImageArea;
  /** Draws it at the cursor. */
  readonly sequence: string;
}

/** Draws the picture of a file at most that large; null if it cannot be read again, as standard input. */
export type DrawPicture = (image: string, most: ImageArea) => Promise<DrawnPicture | null>;

/** @throws CommandLineError if the protocol asked for does not get to the terminal */
export function pictureDrawer(asked: ImageProtocol | 'auto' | 'none', console: Console): DrawPicture | null {
  const { env } = process;
  if (asked === 'none' || !console.out.cursor) return null;
  if (asked === 'auto' && console.out.paint.level === 0) return null;
  if ((asked === 'kitty' || asked === 'iterm2') && isMultiplexed(env)) {
    throw new CommandLineError(
      `--picture: tmux and screen do not pass the images of ${asked} on`,
      'Newer ones show those of --picture sixel',
    );
  }
  const protocol = asked === 'auto' ? imageProtocolOf(env) : asked;
  if (protocol === null) return null;
  return async (image, most) => {
    const picture = image === STDIN ? null : await readAgain(image);
    if (picture === null) return null;
    const area = areaWithin(picture, most);
    return { area, sequence: await imageSequence(picture, protocol, area, encodePng) };
  };
}

async function readAgain(path: string): Promise<RasterImage | null> {
  try {
    return (await readImage(path)).picture;
  } catch (error) {
    if (error instanceof NnError) return null; // it has changed since it was read
    throw error;
  }
}
