import { open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { endProcess } from '../../../../src/server/end-process.ts';
import { createLog } from '../../../../src/server/log.ts';
import { guardProcess } from '../../../../src/server/process-guard.ts';

/** Ends in one of three ways; `path` is a pipe that nobody writes to. */
const [, , what, path = ''] = process.argv;
const guard = guardProcess(createLog('silent'), { shutdownMs: 300 });
// All threads of the pool, and more.
if (what !== 'plain') for (let i = 0; i < 8; i++) open(path).catch(() => undefined);
if (what === 'server') guard.watch({ close: () => new Promise(() => undefined) });
process.stdout.write('ready\n');
if (what === 'plain') await endProcess(7);
await Promise.race([guard.ended, wait(3_600_000)]);
