import type { NextConfig } from 'next';

/** For building and for development. A server in production reads what the build made of it (`.next`), not this file. */
const config: NextConfig = {
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
};

export default config;
