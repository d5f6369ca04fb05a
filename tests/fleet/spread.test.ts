import { describe, expect, it } from 'vitest';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportStatus } from '../../src/contract/exports/status.ts';
import { editOf } from '../faults/support/workshop.ts';
import { useFleetPlace } from './support/fleet-place.ts';
import {
  checkingTogether,
  largeEdit,
  namedFfmpeg,
  ownerOf,
  programsOf,
  untilWorkers,
} from './support/process-fleet.ts';

/** Where `npm test` has put a second FFmpeg. */
const second = process.env['CUTROOM_SECOND_FFMPEG'];

const place = useFleetPlace();

const isOver = ({ status }: ExportStatus) => status === 'completed' || status === 'failed';

describe('[F7] an export', () => {
  it('of many pictures is spread over all workers of its build, one of few is not', async () => {
    const { folder } = place.workshop();
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using one = await fleet.worker(await namedFfmpeg(folder, 'one'));
    await using two = await fleet.worker(await namedFfmpeg(folder, 'two'));
    await untilWorkers(server, 2);
    await server.post(largeEdit('spread'));
    await ownerOf('spread', [one, two]);
    await using other = await fleet.worker(
      second === undefined
        ? {}
        : { FFMPEG_PATH: join(second, 'ffmpeg'), FFPROBE_PATH: join(second, 'ffprobe') },
    );
    const done = await server.until('spread', isOver);
    expect(done).toMatchObject({ status: 'completed', attempt: 1, report: { isOk: true } });
    const programs = new Set(await programsOf(folder, 'spread'));
    // Without a second FFmpeg the third worker is of the same build.
    if (second === undefined) programs.delete('ffmpeg');
    expect([...programs].sort()).toEqual(['ffmpeg-one', 'ffmpeg-two']);
    await server.post(editOf('small', { repeats: 1 }));
    await server.until('small', isOver);
    expect(new Set(await programsOf(folder, 'small')).size).toBe(1);
    expect(other.pid).toBeGreaterThan(0);
  });

  it('of many pictures is looked through by both', async () => {
    const { folder } = place.workshop();
    const fleet = place.newFleet();
    await using server = await fleet.server();
    const [first, other] = await checkingTogether(folder, ['checks-one', 'checks-two']);
    await using one = await fleet.worker(first);
    await using two = await fleet.worker(other);
    await untilWorkers(server, 2);
    await server.post(largeEdit('looked-through', { count: 6, width: 1280, height: 720 }));
    await ownerOf('looked-through', [one, two]);
    const done = await server.until('looked-through', isOver);
    expect(done).toMatchObject({ status: 'completed', attempt: 1, report: { isOk: true } });
    const { detail } = done.report?.checks.find(({ name }) => name === 'pictures') ?? {};
    expect(detail).toBe('540 of 540 pictures decoded, 0 of them in groups with damage');
    const programs = await programsOf(folder, 'looked-through', /^check of pictures-/);
    expect([...new Set(programs)].sort()).toEqual(['ffmpeg-checks-one', 'ffmpeg-checks-two']);
  });

  it('shares what is made at the same moment with another of the same pictures', async () => {
    const { folder } = place.workshop();
    const fleet = place.newFleet();
    await using server = await fleet.server();
    await using one = await fleet.worker({ EXPORT_CONCURRENCY: '2' });
    const edit = largeEdit('twin-1', { frames: 91 });
    await Promise.all([server.post(edit), server.post({ ...edit, id: 'twin-2' })]);
    for (const id of ['twin-1', 'twin-2'])
      expect(await server.until(id, isOver)).toMatchObject({ status: 'completed', report: { isOk: true } });
    const counts = [await programsOf(folder, 'twin-1'), await programsOf(folder, 'twin-2')];
    console.log(counts.map((names) => names.length));
    expect(one.pid).toBeGreaterThan(0);
  });

  it('of footage in a storage is spread, too: each worker reads it through a cache of its own', async () => {
    const { folder, sources } = place.workshop();
    const storage = join(folder, 'storage');
    await mkdir(join(storage, 'sources'), { recursive: true });
    await copyFile(join(sources, 'camera.mp4'), join(storage, 'sources/stored.mp4'));
    const fleet = place.newFleet();
    const stored = { STORAGE: `file://${storage}` };
    await using server = await fleet.server(stored);
    await using one = await fleet.worker({ ...(await namedFfmpeg(folder, 'stored-one')), ...stored });
    await using two = await fleet.worker({ ...(await namedFfmpeg(folder, 'stored-two')), ...stored });
    await untilWorkers(server, 2);
    const edit = largeEdit('stored', { frames: 92 });
    await server.post({ ...edit, sources: [{ ...edit.sources[0], filePath: 'stored.mp4' }] });
    await ownerOf('stored', [one, two]);
    const done = await server.until('stored', isOver);
    expect(done).toMatchObject({ status: 'completed', attempt: 1, report: { isOk: true } });
    expect(new Set(await programsOf(folder, 'stored'))).toEqual(
      new Set(['ffmpeg-stored-one', 'ffmpeg-stored-two']),
    );
    expect(await readdir(join(folder, 'exports/stored'))).not.toContain('output.mp4');
  });
});
