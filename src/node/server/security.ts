/** Access control of the server, and the security headers of its pages. */

import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';

/**
 * Prevents DNS rebinding, where a page elsewhere maps its own domain to 127.0.0.1 and would then share our origin:
 * requests are only answered if their Host header is one of this server's names.
 */
function isOwnHost(header: string | undefined, names: ReadonlySet<string>): boolean {
  if (header === undefined) return false;
  const match = /^(\[[0-9a-f:.]+\]|[^:]+)(?::\d+)?$/i.exec(header);
  return match !== null && names.has(match[1].toLowerCase());
}

/** The names of the local machine, and the one that the server listens on. */
function ownNames(host: string): ReadonlySet<string> {
  return new Set([
    'localhost',
    '127.0.0.1',
    '[::1]',
    host.includes(':') ? `[${host}]`.toLowerCase() : host.toLowerCase(),
  ]);
}

/** Other origins may call the API only if they are allowed explicitly. */
function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true; // not from a page
  if (allowed.includes(origin)) return true;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

export interface SecurityOptions {
  readonly host: string;
  readonly allowOrigin: readonly string[];
}

export async function addSecurity(
  server: FastifyInstance,
  { host, allowOrigin }: SecurityOptions,
): Promise<void> {
  const names = ownNames(host);
  const anyName = host === '0.0.0.0' || host === '::'; // listening on all addresses, it cannot know its names
  server.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!anyName && !isOwnHost(request.headers.host, names)) {
      throw new ApiError(421, 'host', 'this server does not answer under that name');
    }
    const { origin } = request.headers;
    if (!isAllowedOrigin(origin, request.headers.host, allowOrigin)) {
      throw new ApiError(
        403,
        'origin',
        'pages of other origins may not call this server: start it with --allow-origin',
      );
    }
    if (origin !== undefined && allowOrigin.includes(origin)) {
      reply.header('Access-Control-Allow-Origin', origin).header('Vary', 'Origin');
      if (request.method === 'OPTIONS') {
        reply
          .header('Access-Control-Allow-Methods', 'GET, POST')
          .header('Access-Control-Allow-Headers', 'Content-Type')
          .code(204);
        return reply.send();
      }
    }
  });
  await server.register(helmet, {
    // threads need shared memory, which requires cross-origin isolation
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: { policy: 'require-corp' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: false, // on 127.0.0.1 there is no certificate
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'", "'wasm-unsafe-eval'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'connect-src': ["'self'"],
        'worker-src': ["'self'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
      },
    },
  });
}
