import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configV2JsonSchema } from '../../../src/contract/config-v2/json-schema.ts';
import { presetNames } from '../../../src/contract/config-v2/preset-names.ts';
import { parseConfig } from '../../../src/contract/config/parse-config.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The configs that a document shows. */
function configsOf(path: string): { version: number }[] {
  const blocks = [...read(path).matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => json);
  return blocks.map((json) => JSON.parse(json) as { version: number }).filter(({ version }) => version);
}

test.each([
  ['README.md', [1, 2]],
  ['docs/config-2.md', [2]],
])('every config in %s is one that is accepted', (path, versions) => {
  const configs = configsOf(path);
  expect(configs.map(({ version }) => version)).toEqual(versions);
  for (const config of configs) expect(parseConfig(config)).toMatchObject({ isOk: true });
});

test('every key and every preset of version 2 is described', () => {
  const described = read('docs/config-2.md');
  const words = new Set([...described.matchAll(/[`"](\w[\w-]*)[`"]/g)].map(([, word]) => word));
  const missing = [...keysOf(configV2JsonSchema()), ...presetNames].filter((key) => !words.has(key));
  expect(missing).toEqual([]);
});

/** The names of all properties in a JSON Schema, however deep. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { properties?: Record<string, unknown> };
  return [...Object.keys(properties), ...Object.values(schema).flatMap(keysOf)];
}
