import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runNpm } from '../run-program.mjs';
import { say, SetupStop } from '../say.mjs';

/** What the build reads beside `src`. */
const configFiles = /^(package(-lock)?|tsconfig)\.json$|^(next|postcss)\.config\.(ts|mjs|js)$/;
const products = ['dist/cli.js', '.next/BUILD_ID'];
const stampFile = 'dist/.built-from';

/** Builds server and page unless what is there was built from exactly these sources. */
export function ensureBuild(root) {
  const hash = hashSources(root);
  if (isBuiltFrom(root, hash)) return;
  say('Building the server and the page (npm run build); this takes about a minute.');
  rmSync(join(root, stampFile), { force: true });
  if (!runNpm(root, ['run', '--silent', 'build'])) {
    throw new SetupStop(
      'The build did not succeed; its reason stands above.',
      'Try it again with:',
      '',
      '  npm run build',
    );
  }
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, stampFile), hash);
}

function isBuiltFrom(root, hash) {
  if (!products.every((path) => existsSync(join(root, path)))) return false;
  try {
    return readFileSync(join(root, stampFile), 'utf8') === hash;
  } catch {
    return false;
  }
}

/** One hash over the names and contents of everything that is built; times of files say nothing after a checkout. */
function hashSources(root) {
  const hash = createHash('sha256');
  for (const path of listSources(root)) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

function listSources(root) {
  const configs = readdirSync(root).filter((name) => configFiles.test(name));
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return [...configs.map((name) => join(root, name)), ...sources].sort();
}
