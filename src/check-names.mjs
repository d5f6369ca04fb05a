/**
 * `npm run names`: an exported name stands in one file only, so that a reader who meets it knows what is meant. Next's
 * own names (`metadata`, `default`) stand in every page.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const declaration = /^export (?:async )?(?:function\*?|const|class|interface|type) ([A-Za-z0-9_]+)/gm;

const files = readdirSync(root, { recursive: true })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('app/'))
  .sort();
const places = new Map();
for (const file of files) {
  for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(declaration)) {
    const known = places.get(name) ?? [];
    // Overloads and a type beside its value stand in one file.
    if (!known.includes(file)) places.set(name, [...known, file]);
  }
}
const twice = [...places].filter(([, where]) => where.length > 1);
for (const [name, where] of twice) process.stderr.write(`${name} is exported by ${where.join(' and ')}\n`);
process.exitCode = twice.length > 0 ? 1 : 0;
