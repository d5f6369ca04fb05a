/**
 * Plain JavaScript on purpose: without a compiler in the image a `.ts` config takes seconds to load.
 * @type {import('next').NextConfig}
 */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The server in front (src/server) is behind a proxy that compresses, or on the same machine.
  compress: false,
  typescript: {
    // `npm run types` checks everything; whoever builds the server should not wait for it again.
    ignoreBuildErrors: true,
    // Next writes what it wants into this file; it is not to touch the one that the house is checked with.
    tsconfigPath: 'tsconfig.next.json',
  },
  // Hot reload for pages that are opened by address.
  allowedDevOrigins: ['127.0.0.1'],
};

export default config;
