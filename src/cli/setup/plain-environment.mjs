/** What npm needs to reach its registry; every other `npm_…` says how somebody called us, not how we call npm. */
const kept = new Set(
  [
    'registry',
    'userconfig',
    'globalconfig',
    'cache',
    'proxy',
    'https_proxy',
    'noproxy',
    'cafile',
    'ca',
    'strict_ssl',
  ].map((name) => `npm_config_${name}`),
);

/**
 * The environment without what npm, or a shell profile, puts into it for the script that it runs:
 * `NODE_ENV=production` and `omit=dev` would leave out what the build needs, `dry_run`, `global`, `prefix` and
 * `workspace` would make npm work somewhere else or not at all.
 */
export function plainEnvironment() {
  const entries = Object.entries(process.env).filter(([name]) => {
    const lower = name.toLowerCase();
    if (lower.startsWith('npm_config_//')) return true;
    if (lower.startsWith('npm_config_')) return kept.has(lower);
    return !lower.startsWith('npm_') && name !== 'NODE_ENV' && name !== 'INIT_CWD';
  });
  return Object.fromEntries(entries);
}
