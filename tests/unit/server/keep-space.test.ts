import { expect, test } from 'vitest';
import type { ExportConfig } from '../../../src/contract/parse-config.ts';
import type { ExportStatus } from '../../../src/contract/status.ts';
import type { Exports } from '../../../src/jobs/ports.ts';
import type { RenderEngine } from '../../../src/render/open-engine.ts';
import { returningSpace } from '../../../src/server/keep-space.ts';

/** Exports of which one is known, in some state; `forgotten` names those whose promise was taken back. */
function openExports(status: ExportStatus['status'] | undefined) {
  const forgotten: string[] = [];
  const known = status && ({ jobId: 'a', status } as ExportStatus);
  const exports = {
    get: () => known,
    create: () => (known ? Promise.resolve(known) : Promise.reject(new Error('the line is full'))),
  } as unknown as Exports;
  const engine = { space: { forget: (id: string) => forgotten.push(id) } } as unknown as RenderEngine;
  return { forgotten, create: () => returningSpace(exports, engine).create({ id: 'a' } as ExportConfig) };
}

test.each(['processing', 'completed', 'failed', 'cancelled'] as const)(
  'of two requests for one export the second, answered while it is %s, leaves no promise behind',
  async (status) => {
    const { create, forgotten } = openExports(status);
    await create();
    expect(forgotten).toEqual(['a']);
  },
);

test('an export that waits keeps what was promised, and one that was refused does not', async () => {
  const waiting = openExports('pending');
  await waiting.create();
  expect(waiting.forgotten).toEqual([]);
  const refused = openExports(undefined);
  await expect(refused.create()).rejects.toThrow('full');
  expect(refused.forgotten).toEqual(['a']);
});
