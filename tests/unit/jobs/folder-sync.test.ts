import { expect, it } from 'vitest';
import { createFolderSync } from '../../../src/disk/store-fs.ts';
import { fault, tappedFs } from './support/tapped-fs.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

it('shares one sync among those that come while another runs, and none that began before a call', async () => {
  await using folder = await temporaryFolder();
  let syncs = 0;
  const fs = tappedFs((operation, perform) => {
    if (operation.name === 'handle.sync') syncs += 1;
    return perform();
  });
  const sync = createFolderSync(fs, folder.path);
  const first = sync();
  await Promise.resolve();
  await Promise.all([first, sync(), sync(), sync()]);
  expect(syncs).toBe(2);
  await sync();
  expect(syncs).toBe(3);
});

it('refuses all that share a sync that fails, and syncs anew for the next', async () => {
  await using folder = await temporaryFolder();
  let isBroken = true;
  const fs = tappedFs((operation, perform) => {
    if (isBroken && operation.name === 'handle.sync') throw fault('EIO');
    return perform();
  });
  const sync = createFolderSync(fs, folder.path);
  const outcomes = await Promise.allSettled([sync(), sync()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isBroken = false;
  await sync();
});
