/** Errors in the form of the API: of routes, of the framework, and of connections that do not speak HTTP. */

import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import { tooLarge } from './limits.ts';

interface Refusal {
  readonly statusCode: number;
  readonly kind: string;
  readonly message: string;
}

/** Never exposes local paths or stack traces. */
export function explain(error: FastifyError | ApiError): Refusal {
  if (error instanceof ApiError) return error;
  const { statusCode = 500, code } = error;
  if (statusCode === 413 || code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge();
  if (statusCode === 415) {
    return {
      statusCode,
      kind: 'usage',
      message:
        'send the bytes of a picture (Content-Type: image/png or application/octet-stream), or multipart/form-data',
    };
  }
  if (code === 'FST_ERR_BAD_URL') return { statusCode, kind: 'usage', message: 'the address is not valid' };
  if (statusCode >= 400 && statusCode < 500) return { statusCode, kind: 'usage', message: error.message };
  return {
    statusCode: 500,
    kind: 'internal',
    message: 'something went wrong in the server: please report it',
  };
}

export function sendRefusal(error: FastifyError | ApiError, reply: FastifyReply): FastifyReply {
  const { statusCode, kind, message } = explain(error);
  return reply.code(statusCode).send({ error: { kind, message } });
}

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** What is wrong with the query. */
export function explainQuery([error]: readonly SchemaError[], part: string): Error {
  if (error.keyword !== 'additionalProperties') {
    const option = error.instancePath.slice(1) || part;
    return new Error(`${option}: ${error.message}`);
  }
  const name = JSON.stringify(String(error.params.additionalProperty).slice(0, 40));
  return new Error(`there is no option ${name} in the query: see /api`);
}

/** Distinguishes a wrong path from a wrong method. */
export function refuseUnknown(server: FastifyInstance): void {
  server.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const [url] = request.url.split('?');
    const route = url.replace(/^(\/api\/models\/)[^/]+$/, '$1:name');
    const methods = ['GET', 'POST'].filter((method) => server.hasRoute({ method, url: route }));
    if (methods.length === 0) {
      throw new ApiError(404, 'not-found', 'there is nothing here: the API is described at /api');
    }
    reply.header('Allow', methods.join(', ').replace('GET', 'GET, HEAD'));
    throw new ApiError(
      405,
      'usage',
      `${route.replace(':name', '<name>')}: send a ${methods.join(' or ')} request`,
    );
  });
}

/** Answers where no request could be parsed. */
export function refuseClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ['408 Request Timeout', 'the request took too long to arrive']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431 Request Header Fields Too Large', 'the headers are too large']
        : ['400 Bad Request', 'this is not a valid HTTP request'];
  const body = JSON.stringify({ error: { kind: 'usage', message } });
  const head = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`);
  socket.destroySoon();
}
