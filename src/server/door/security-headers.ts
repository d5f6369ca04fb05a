import helmet from 'helmet';
import type { RequestHandler } from './request-handler.ts';

/** Headers that every answer carries. The content security policy of pages is `page-policy.ts`'s. */
export function createSecurityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    // `no-referrer`, helmet's default, makes browsers send `Origin: null` with our own login form.
    referrerPolicy: { policy: 'same-origin' },
    // An editor on another port of the same machine may show the finished video.
    crossOriginResourcePolicy: { policy: 'same-site' },
    xFrameOptions: { action: 'deny' },
    // Whether there is TLS, and for which names, is the proxy's to say.
    strictTransportSecurity: false,
  });
}
