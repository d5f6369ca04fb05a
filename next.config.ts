import type { NextConfig } from 'next';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants';

/**
 * Next builds the path that pages lie under into them. Ours is not known then: this stands in its place, and the server
 * puts the real one there as it answers (`src/server/pages`), most often none.
 */
const unknownPrefix = '/-cutroom-base-';

/** For building and for development. A server in production reads what the build made of it (`.next`), not this file. */
const configOf = (prefix: string): NextConfig => ({
  basePath: prefix,
  env: { CUTROOM_PAGES_UNDER: prefix },
  poweredByHeader: false,
  reactStrictMode: true,
  // The server in front (src/server) is behind a proxy that compresses, or on the same machine.
  compress: false,
  // Nothing here asks for resized images; off, the route that makes them does not exist.
  images: { unoptimized: true },
  typescript: {
    // `npm run types` checks everything; whoever builds the server should not wait for it again.
    ignoreBuildErrors: true,
    // Next writes what it wants into this file; it must not touch the one that the whole source is checked with.
    tsconfigPath: 'src/app/tsconfig.next.json',
  },
  // Hot reload for pages that are opened by address.
  allowedDevOrigins: ['127.0.0.1'],
});

export default (phase: string): NextConfig =>
  configOf(phase === PHASE_DEVELOPMENT_SERVER ? '' : unknownPrefix);
