import cors from 'cors';
import type { RequestHandler } from '../request-handler.ts';

/**
 * CORS for the editors in ALLOWED_ORIGINS, on queries, event streams and downloads alike. Other origins get
 * no header, and their browsers keep the answer from them. Preflight requests are answered here; a plain
 * OPTIONS goes on to whoever knows what the path allows.
 */
export function createCors(allowedOrigins: readonly string[]): RequestHandler {
  const addHeaders = cors({
    origin: [...allowedOrigins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: [
      'Content-Disposition',
      'Content-Range',
      'Accept-Ranges',
      'ETag',
      'Location',
      'Retry-After',
      'Tus-Resumable',
      'Upload-Offset',
      'Upload-Length',
      'Upload-Metadata',
      'Tus-Version',
      'Tus-Extension',
      'Tus-Max-Size',
      'X-Cutroom-File-Path',
    ],
    maxAge: 600,
    preflightContinue: true,
  });
  return (req, res, next) =>
    addHeaders(req, res, (error) => {
      const isPreflight = req.method === 'OPTIONS' && 'access-control-request-method' in req.headers;
      if (isPreflight) res.writeHead(204).end();
      else next(error);
    });
}
