/**
 * The data sets that can be downloaded: their locations, and the hashes of their files. A download is only accepted
 * if its SHA-256 matches the one here, so mirrors need not be trusted.
 *
 * For MNIST the hash is that of the unpacked content, because mirrors compress it differently. For Fashion-MNIST it
 * is that of the published `.gz` files, which all mirrors distribute unchanged: their MD5 sums are published with the
 * data, their SHA-256 and lengths with TensorFlow Datasets and Keras.
 */

export interface CatalogFile {
  /** The file name on mirrors and in the data folder. */
  readonly name: string;
  /** Bytes of the file as compressed by its publishers. */
  readonly length: number;
  /** Bytes of the unpacked file. */
  readonly unpackedLength: number;
  /** Whether `sha256` is that of the unpacked content, however it is compressed, or of the `.gz` file itself. */
  readonly pinned: 'content' | 'file';
  /** In hex. */
  readonly sha256: string;
}

export interface CatalogEntry {
  readonly name: string;
  readonly about: string;
  /** Number of images in each split. */
  readonly train: number;
  readonly test: number;
  readonly licence: string;
  readonly source: string;
  /** URLs of the folders that contain the files, in the order in which they are tried. */
  readonly mirrors: readonly string[];
  readonly files: readonly CatalogFile[];
  /** The names of the classes 0 to 9; absent for digits. */
  readonly classNames?: readonly string[];
}

const IMAGES_LENGTH = { train: 47_040_016, t10k: 7_840_016 } as const;
const LABELS_LENGTH = { train: 60_008, t10k: 10_008 } as const;

/** For each file: published bytes, and SHA-256. */
type Pins = Readonly<
  Record<
    'trainImages' | 'trainLabels' | 'testImages' | 'testLabels',
    readonly [length: number, sha256: string]
  >
>;

function files(pinned: CatalogFile['pinned'], pins: Pins): CatalogFile[] {
  const file = (name: string, unpackedLength: number, [length, sha256]: Pins[keyof Pins]): CatalogFile => ({
    name,
    length,
    unpackedLength,
    pinned,
    sha256,
  });
  return [
    file('train-images-idx3-ubyte.gz', IMAGES_LENGTH.train, pins.trainImages),
    file('train-labels-idx1-ubyte.gz', LABELS_LENGTH.train, pins.trainLabels),
    file('t10k-images-idx3-ubyte.gz', IMAGES_LENGTH.t10k, pins.testImages),
    file('t10k-labels-idx1-ubyte.gz', LABELS_LENGTH.t10k, pins.testLabels),
  ];
}

export const catalog: readonly CatalogEntry[] = [
  {
    name: 'mnist',
    about: 'handwritten digits: all of MNIST, with its official test images',
    train: 60_000,
    test: 10_000,
    licence: 'CC BY-SA 3.0, Y. LeCun, C. Cortes, C. J. C. Burges',
    source: 'http://yann.lecun.com/exdb/mnist/',
    mirrors: [
      'https://storage.googleapis.com/cvdf-datasets/mnist/',
      'https://ossci-datasets.s3.amazonaws.com/mnist/',
      'https://raw.githubusercontent.com/fgnt/mnist/master/',
    ],
    files: files('content', {
      trainImages: [9_912_422, 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'],
      trainLabels: [28_881, '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'],
      testImages: [1_648_877, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'],
      testLabels: [4_542, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'],
    }),
  },
  {
    name: 'fashion-mnist',
    about: "clothes, shoes and bags in MNIST's form: harder than digits",
    train: 60_000,
    test: 10_000,
    licence: 'MIT, Zalando SE',
    source: 'https://github.com/zalandoresearch/fashion-mnist',
    mirrors: [
      'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    ],
    files: files('file', {
      trainImages: [26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
      trainLabels: [29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
      testImages: [4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
      testLabels: [5_148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
    }),
    classNames: [
      'T-shirt/top',
      'Trouser',
      'Pullover',
      'Dress',
      'Coat',
      'Sandal',
      'Shirt',
      'Sneaker',
      'Bag',
      'Ankle boot',
    ],
  },
];

export function findEntry(name: string): CatalogEntry | undefined {
  return catalog.find((entry) => entry.name === name);
}

/** Total bytes of the download. */
export function downloadLength({ files }: CatalogEntry): number {
  return files.reduce((sum, { length }) => sum + length, 0);
}
