/**
 * Plain JavaScript on purpose: without a compiler in the image a `.ts` config takes seconds to load.
 * @type {import('next').NextConfig}
 */
const config = {
  poweredByHeader: false,
  // The door in front (src/server) sets every header, compresses nothing and answers `/api` itself.
  compress: false,
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: false },
  // Development is opened as often by address as by name.
  allowedDevOrigins: ['127.0.0.1', 'localhost'],
};

export default config;
