/** `GET /api/models`: the models that can answer, and `GET /api/models/<name>`: the file of one. */

import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { plain } from '../../settings/read-setting.ts';
import { ApiError } from './api-error.ts';
import type { Recognizer } from './recognizer.ts';

export function noSuchModel(name: string, { models }: Recognizer): ApiError {
  const known = models.map((model) => plain(model.name)).join(', ');
  return new ApiError(404, 'usage', `there is no model ${plain(name)}; known: ${known}`);
}

export function addModelRoutes(server: FastifyInstance, recognizer: Recognizer): void {
  server.get(
    '/api/models',
    { schema: { summary: 'The models that can answer' } },
    async () => recognizer.models,
  );
  server.get<{ Params: { name: string } }>(
    '/api/models/:name',
    { schema: { summary: 'The file of a model' } },
    async (request, reply) => {
      const file = recognizer.modelFile(request.params.name);
      if (file === null) throw noSuchModel(request.params.name, recognizer);
      return reply
        .type('application/json')
        .header('Cache-Control', 'no-cache')
        .header('Content-Length', file.length)
        .send(Readable.from(chunksOf(file)));
    },
  );
}

const CHUNK_BYTES = 2 ** 16;

/** As a whole, Node would consider it sent once it is queued, and a server that ends would cut it off. */
function* chunksOf(file: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < file.length; start += CHUNK_BYTES) {
    yield file.slice(start, start + CHUNK_BYTES);
  }
}
