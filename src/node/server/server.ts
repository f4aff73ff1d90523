/** The page and the HTTP API of `nn serve`. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { version } from '../../version.ts';
import { builtFile } from '../package-files.ts';
import { ApiError } from './api-error.ts';
import { MAX_BODY_BYTES, MAX_PARTS } from './limits.ts';
import { addModelRoutes } from './model-routes.ts';
import { addPage } from './page-routes.ts';
import { addPredictRoute } from './predict-route.ts';
import type { Recognizer } from './recognizer.ts';
import { explainQuery, refuseClient, refuseUnknown, sendRefusal } from './refusals.ts';
import { addSecurity, type SecurityOptions } from './security.ts';

export interface ServerOptions extends SecurityOptions {
  readonly recognizer: Recognizer;
  /** Folder of the built page; null to serve only the API. */
  readonly page?: string | null;
  /** Name of the model that the page starts with; null, by default, for the one in the page's files. */
  readonly pageModel?: string | null;
  /**
   * Time limits for a client to send its headers, its whole request, and for a connection on which nothing is sent or
   * received; 10, 30 and 120 seconds by default.
   */
  readonly patience?: { readonly headersMs: number; readonly requestMs: number; readonly idleMs: number };
}

/** Maximum number of concurrent requests; others are asked to retry. */
export const MAX_IN_FLIGHT = 64;
const MAX_CONNECTIONS = 1024;
const RETRY_AFTER_SECONDS = 1;
/** Longer than any answer takes; ends connections whose clients do not read what they are sent. */
const PATIENCE = { headersMs: 10_000, requestMs: 30_000, idleMs: 120_000 };
/** The interval at which Node checks for slow clients, which by default is 30 seconds. */
const MOST_BETWEEN_CHECKS_MS = 5_000;

const MAX_HEADER_BYTES = 16_384;

/** The built page, next to the library. */
export const builtPage: string = fileURLToPath(builtFile('web/'));

/**
 * Creates a server that is ready to listen. When it is closed, pending requests are completed.
 * @throws the errors of its plugins, if they cannot start
 */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { recognizer, page = builtPage, pageModel = null, patience = PATIENCE } = options;
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: patience.requestMs,
    keepAliveTimeout: 5_000,
    connectionTimeout: patience.idleMs,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: MAX_HEADER_BYTES }, // by default 100 code units, which names of emoji exceed
    ajv: { customOptions: { removeAdditional: false } }, // a misspelt option is an error
    schemaErrorFormatter: explainQuery,
    frameworkErrors: (error, _request, reply) => void sendRefusal(error, reply),
    clientErrorHandler: refuseClient,
    http: {
      headersTimeout: patience.headersMs,
      connectionsCheckingInterval: Math.min(patience.headersMs, MOST_BETWEEN_CHECKS_MS),
      maxHeaderSize: MAX_HEADER_BYTES,
    },
  });
  server.server.maxConnections = MAX_CONNECTIONS;
  await addSecurity(server, options);
  boundRequests(server);
  server.setErrorHandler((error: FastifyError | ApiError, _request, reply) => {
    if (error.statusCode === 503) reply.header('Retry-After', RETRY_AFTER_SECONDS);
    return sendRefusal(error, reply);
  });
  refuseUnknown(server);
  await server.register(multipart, {
    limits: { fileSize: MAX_BODY_BYTES, files: MAX_PARTS, parts: MAX_PARTS, fields: 0, headerPairs: 64 },
  });
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'nn', version, description: 'Reads handwritten digits in pictures.' },
    },
  });
  await server.register(async (scope) => addApi(scope, recognizer));
  if (page !== null && existsSync(page)) await addPage(server, page, pageModel);
  return server;
}

function addApi(server: FastifyInstance, recognizer: Recognizer): void {
  addPredictRoute(server, recognizer);
  addModelRoutes(server, recognizer);
  server.get('/health', { schema: { summary: 'Whether the server answers' } }, async () => ({
    status: 'ok',
    nn: version,
  }));
  server.get('/api', { schema: { hide: true } }, async () => server.swagger());
}

/**
 * Limits concurrent requests, because an unbounded queue takes unbounded memory. A request counts until its
 * connection is closed and its image has been processed: if its client has disconnected, it has no response, but
 * still occupies a thread.
 */
function boundRequests(server: FastifyInstance): void {
  let inFlight = 0;
  const working = new WeakSet<FastifyRequest>();
  const gone = new WeakSet<FastifyRequest>();
  server.addHook('onRequest', async (request, reply) => {
    if (inFlight >= MAX_IN_FLIGHT)
      throw new ApiError(503, 'busy', 'too many requests at once: try again in a second');
    inFlight++;
    // not onResponse and onRequestAbort: neither is called if a client disconnects while its image is processed
    reply.raw.once('close', () => {
      if (working.has(request)) gone.add(request);
      else inFlight--;
    });
  });
  server.addHook('preHandler', async (request) => {
    working.add(request);
  });
  server.addHook('onSend', async (request) => {
    if (working.delete(request) && gone.has(request)) inFlight--;
  });
}
