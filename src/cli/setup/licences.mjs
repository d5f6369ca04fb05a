/**
 * `npm run licences`: writes down what the image holds, with versions and licences, as `dist/sbom.cdx.json` (CycloneDX, made
 * by npm from the lock file), and fails where a licence asks for more than its text. Needs no network.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** SPDX. Each lets Cutroom be passed on under its own licence. */
const accepted = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'CC-BY-4.0',
  'Unlicense',
]);

// Optional packages (compilers, image converters) are not installed in the image.
const options = ['--sbom-format', 'cyclonedx', '--omit', 'dev', '--omit', 'optional', '--package-lock-only'];
const text = execFileSync('npm', ['sbom', ...options], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
const { components } = JSON.parse(text);

const refused = components.filter((component) => !licencesOf(component).some((name) => accepted.has(name)));
for (const component of refused) {
  const names = licencesOf(component).join(', ') || 'no licence that is named';
  process.stderr.write(`${component.name} ${component.version}: ${names}\n`);
}
if (components.length === 0 || refused.length > 0) {
  process.stderr.write(
    'Use another package, or add the licence to src/cli/setup/licences.mjs once you have read it.\n',
  );
  process.exit(1);
}
mkdirSync(join(root, 'dist'), { recursive: true });
writeFileSync(join(root, 'dist/sbom.cdx.json'), text);
process.stdout.write(`${components.length} packages, all under accepted licences: dist/sbom.cdx.json\n`);

/** Each one is enough by itself; where several hold at once none is. */
function licencesOf({ licenses = [] }) {
  return licenses.flatMap(({ license, expression }) => {
    if (license) return [license.id ?? license.name];
    return / AND | WITH /.test(expression) ? [expression] : expression.replace(/[()]/g, '').split(' OR ');
  });
}
