/** `POST /api/predict`: the bytes of an image, or several images as multipart/form-data. */

import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { listFormats } from '../../image/decode/decoded-image.ts';
import { parseDecimal } from '../../settings/parse-decimal.ts';
import { plain } from '../../settings/read-setting.ts';
import { ApiError } from './api-error.ts';
import { MAX_BODY_BYTES, MAX_PARTS, tooLarge } from './limits.ts';
import { noSuchModel } from './model-routes.ts';
import type { ReadAnswer, ReadRequest, Recognizer } from './recognizer.ts';

interface Query {
  readonly digits?: boolean;
  readonly minConfidence?: number;
  readonly model?: string;
}

const querystring = {
  type: 'object',
  additionalProperties: false,
  properties: {
    digits: { type: 'boolean', description: 'read a number of several digits' },
    minConfidence: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'answers below it have "sure": false',
    },
    model: { type: 'string', maxLength: 100, description: 'a name of /api/models; the first if not given' },
  },
} as const;

const schema = {
  summary: 'Reads the digit in a picture',
  description:
    `Body: the bytes of a ${listFormats()} file, or multipart/form-data with several. ` +
    'Answers with the objects of `nn predict --json`: one for one picture, a list for multipart.',
  querystring,
  response: {
    200: {
      description: 'An object of nn predict --json, or a list of them',
      content: { 'application/json': { schema: {} } },
    },
    '4xx': { $ref: 'error#' },
    '5xx': { $ref: 'error#' },
  },
} as const;

const errorSchema = {
  $id: 'error',
  type: 'object',
  properties: {
    image: { type: 'string' },
    error: {
      type: 'object',
      properties: { kind: { type: 'string' }, message: { type: 'string' } },
      required: ['kind', 'message'],
    },
  },
  required: ['error'],
} as const;

/** What values of `digits` mean; `?digits` is one of them. */
const switches: Readonly<Record<string, string>> = { '': 'true', '1': 'true', '0': 'false' };

/** Checks the values before the schema does, whose messages are those of a validator, and accept blanks. */
function readQuery(query: Record<string, unknown>): void {
  for (const key of Object.keys(querystring.properties)) {
    if (Array.isArray(query[key])) throw new ApiError(400, 'usage', `${key}: is given more than once`);
  }
  const { digits, minConfidence } = query as Readonly<Record<string, string | undefined>>;
  if (digits !== undefined) {
    const value = Object.hasOwn(switches, digits) ? switches[digits] : digits;
    if (value !== 'true' && value !== 'false') throw invalid('digits', 'true or false', digits);
    query.digits = value;
  }
  if (minConfidence === undefined) return;
  const least = parseDecimal(minConfidence);
  if (!(least >= 0 && least <= 1)) throw invalid('minConfidence', 'a number from 0 to 1', minConfidence);
}

const invalid = (key: string, expected: string, got: string): ApiError =>
  new ApiError(400, 'usage', `${key}: must be ${expected}, got ${plain(got)}`);

/** The image of a request without a form is called `body`, which is no name for people. */
function ofBody(answer: ReadAnswer): ReadAnswer {
  const error = answer.error as { readonly kind: string; readonly message: string };
  return { ...answer, error: { ...error, message: error.message.replace(/^body\b/, 'the request body') } };
}

export function addPredictRoute(server: FastifyInstance, recognizer: Recognizer): void {
  server.addSchema(errorSchema);
  // the content type is ignored, because the format is detected from the content
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const preValidation = async ({ query }: FastifyRequest): Promise<void> => {
    readQuery(query as Record<string, unknown>);
  };
  server.post<{ Querystring: Query }>('/api/predict', { schema, preValidation }, async (request, reply) => {
    const { digits = false, minConfidence = null, model } = request.query;
    if (model !== undefined && !recognizer.models.some(({ name }) => name === model)) {
      throw noSuchModel(model, recognizer);
    }
    const common = { model, digits, minConfidence };
    if (request.isMultipart()) return readParts(request, recognizer, common);
    const bytes = request.body;
    if (!(bytes instanceof Uint8Array) || bytes.length === 0) {
      throw new ApiError(400, 'usage', 'the body is empty: send the bytes of a picture');
    }
    const answer = await recognizer.read({ image: 'body', bytes, ...common });
    return 'error' in answer ? reply.code(422).send(ofBody(answer)) : answer;
  });
}

/**
 * Reads the parts one after another: an image is processed while the next one arrives. An invalid image does not stop
 * the others.
 */
async function readParts(
  request: FastifyRequest,
  recognizer: Recognizer,
  common: Omit<ReadRequest, 'image' | 'bytes'>,
): Promise<readonly ReadAnswer[]> {
  const answers: Promise<ReadAnswer>[] = [];
  let total = 0;
  try {
    for await (const part of request.files()) {
      const bytes = await part.toBuffer();
      total += bytes.length;
      if (total > MAX_BODY_BYTES) throw tooLarge();
      const image = part.filename || `part ${answers.length + 1}`;
      answers.push(recognizer.read({ image, bytes, ...common }));
    }
  } catch (error) {
    await Promise.allSettled(answers); // what occupies a thread counts as in flight
    throw explainForm(error as Partial<FastifyError>);
  }
  if (answers.length === 0) throw new ApiError(400, 'usage', 'the form has no file');
  return Promise.all(answers);
}

/** The parser of forms does not say what is wrong, or blames the size. */
function explainForm(error: Partial<FastifyError>): unknown {
  switch (error.code) {
    case 'FST_PARTS_LIMIT':
    case 'FST_FILES_LIMIT':
      return new ApiError(413, 'too-large', `a form may have ${MAX_PARTS} pictures`);
    case 'FST_FIELDS_LIMIT':
      return new ApiError(
        400,
        'usage',
        'a form may have only files: options belong in the query, such as ?digits=true',
      );
    default:
      if (error.statusCode !== undefined) return error;
      return new ApiError(400, 'usage', 'the form is damaged or incomplete, or its boundary is missing');
  }
}
