import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openShares } from '../../../src/owners/shares/open-shares.ts';
import type { Projects } from '../../../src/projects/ports.ts';

test('who only listens learns as well what another process takes back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-shares-'));
  const bob = { id: 'bob', address: 'bob@example.com' };
  const clock = { ms: 0 };
  const project = { angles: [], exportIds: ['ep'] };
  const projectsOf = () => ({ get: async () => project }) as unknown as Projects;
  const open = () => openShares({ folder, projectsOf, now: () => clock.ms });
  const [here, elsewhere] = [open(), open()];
  await elsewhere.share('alice~talk', bob, 'look');
  await here.refresh();
  expect([...here.exportsSeenBy('bob')]).toEqual(['alice~ep']);
  await elsewhere.share('alice~talk', bob, undefined);
  clock.ms += 3_000;
  await expect.poll(() => [...here.exportsSeenBy('bob')]).toEqual([]);
  expect(here.levelOf('bob', 'alice~talk')).toBeUndefined();
  await rm(folder, { recursive: true });
});
