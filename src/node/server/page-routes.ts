/** The built page, which starts with the bundled model or with one of those served. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { nameModel } from '../../exchange/html/name-model.ts';

/**
 * @param folder of the built page
 * @param model name of the model that the page starts with; null for the one in its files
 */
export async function addPage(server: FastifyInstance, folder: string, model: string | null): Promise<void> {
  await server.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    ...(model !== null && { index: false }),
    setHeaders: (reply, path) => {
      // the names of built files contain a hash of their content, except that of the page itself
      const lasting = /[\\/]assets[\\/]/.test(path);
      reply.header('Cache-Control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  if (model === null) return;
  const built = await readFile(join(folder, 'index.html'), 'utf8');
  const html = nameModel(built, model, `api/models/${encodeURIComponent(model)}`);
  for (const path of ['/', '/index.html']) {
    server.get(path, { schema: { hide: true } }, async (_request, reply) =>
      reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').send(html),
    );
  }
}
