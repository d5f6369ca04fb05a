export default {
  // The packages lie in the checkout around this project.
  turbopack: { root: new URL('../..', import.meta.url).pathname },
  serverExternalPackages: ['better-auth', 'pg'],
  typescript: { ignoreBuildErrors: true },
};
