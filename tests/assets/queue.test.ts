import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SourceAssets } from '../../src/contract/footage/source-assets.ts';
import { makeFootage } from '../media/footage/make-footage.ts';
import { tellStarts, workOf } from '../children/test-children.ts';
import { bytesOf, fileOf, openWorkshop, settle, watchUntil } from './support/workshop.ts';

let film = '';
let longFilm = '';
let programs = '';

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'cutroom-programs-'));
  film = (await makeFootage({ camera: 5, seconds: 2, size: { width: 192, height: 108 } })).path;
  longFilm = (await makeFootage({ camera: 6, seconds: 12, size: { width: 480, height: 270 } })).path;
});

afterAll(() => rm(programs, { recursive: true, force: true }));

test('a snapshot comes at once, then each change, and what is ready is told as ready at once', async () => {
  await using workshop = await openWorkshop();
  const name = await workshop.add(film, 'ein Ümläut & 100%.mp4');
  const assets = await workshop.open();
  const seen = (await watchUntil(assets, [name])).map(([view]) => view);
  expect(seen[0]).toMatchObject({ filePath: name, state: 'waiting', progress: 0, proxy: null });
  expect(seen[0]?.originalUrl).toBe('/api/media/file/ein%20%C3%9Cml%C3%A4ut%20%26%20100%25.mp4');
  const progress = seen.map((view) => view?.progress ?? -1);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(seen.at(-1)).toMatchObject({ state: 'ready', progress: 1, durationSeconds: expect.closeTo(2, 1) });

  const again = await watchUntil(assets, [name], ([view]) => view?.state === 'ready');
  expect(again.length).toBeLessThanOrEqual(2);
  expect(await readdir(join(workshop.proxies, 'unfinished')).catch(() => [])).toEqual([]);
});

test('nothing is made for whoever only looks; whoever edits then starts it, and both are told', async () => {
  await using workshop = await openWorkshop();
  const name = await workshop.add(film);
  const assets = await workshop.open();
  const stop = new AbortController();
  const looks = assets.watch([name], { signal: stop.signal, isOnlyLooking: true });
  const looked = async (isThere: (view: SourceAssets) => boolean): Promise<SourceAssets | undefined> => {
    for (;;) {
      const { value } = await looks.next();
      const view = value?.assets[0];
      if (!view || isThere(view)) return view;
    }
  };
  const view = await looked(({ message }) => message.startsWith('Made when'));
  expect(view).toMatchObject({ state: 'waiting', durationSeconds: expect.closeTo(2, 1), proxy: null });
  await assets.idle();
  expect(workshop.ends).toEqual([]);
  await settle(assets, name);
  expect(await looked(({ state }) => state === 'ready')).toMatchObject({ progress: 1 });
  stop.abort();
});

test('waveforms of all cameras come before the first proxy; one source is made at a time', async () => {
  await using workshop = await openWorkshop(4);
  const names = await Promise.all(['a.mp4', 'b.mp4', 'c.mp4'].map((name) => workshop.add(film, name)));
  for (const [index, name] of names.entries()) {
    const when = new Date(2020, 1, index + 1);
    await utimes(join(workshop.sources, name), when, when);
  }
  const order: string[] = [];
  const children = tellStarts(workshop.tools.children, (label) => {
    if (label.startsWith('reading')) return;
    expect(workshop.tools.children.stats().running).toBe(1);
    order.push(label);
  });
  // The last one is looked at slowly: nothing else is left to make by then but proxies.
  const run: typeof children.run = async (work) => {
    if (work.label.startsWith('reading') && work.label.includes('c.mp4'))
      await expect
        .poll(() => order)
        .toContain('waveform of b.mp4')
        .then(() => setTimeout(300));
    return children.run(work);
  };
  const assets = await workshop.open({ tools: { ...workshop.tools, children: { ...children, run } } });
  await watchUntil(assets, names);
  expect(order).toEqual([
    'waveform of a.mp4',
    ...['waveform of b.mp4', 'waveform of c.mp4'],
    ...['proxy of a.mp4', 'proxy of b.mp4', 'proxy of c.mp4'],
  ]);
});

describe('exports go first', () => {
  test('a proxy gives its slot to an export that has none, and is made when that is done', async () => {
    await using workshop = await openWorkshop(1);
    const name = await workshop.add(longFilm, 'long.mp4');
    const { tools, ends } = workshop;
    let startExport = (): void => undefined;
    const proxyStarted = new Promise<void>((resolve) => (startExport = resolve));
    const children = tellStarts(tools.children, (label) => label.startsWith('proxy') && startExport());
    const assets = await workshop.open({ tools: { ...tools, children } });
    const settled = settle(assets, name);
    await proxyStarted;
    const exported = await tools.children.run(
      workOf({
        label: 'export',
        args: () => {
          expect(ends).toContain('cancel');
          expect(tools.children.stats()).toMatchObject({ running: 1, labels: ['export'] });
          return ['-version'];
        },
      }),
    );
    expect(exported.outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(await settled).toMatchObject({ state: 'ready' });
    expect(ends.filter((end) => end === 'cancel')).toHaveLength(1);
  });
});

describe('a crash', () => {
  test('is tried once more, then told in a sentence; asking again tries again', async () => {
    const script = '#!/bin/sh\necho "Conversion failed!" >&2\nexit 69\n';
    await using workshop = await openWorkshop(2, { ffmpeg: await makeProgram(script) });
    const name = await workshop.add(film, 'crash.mp4');
    const assets = await workshop.open();
    const view = await settle(assets, name);
    expect(view).toMatchObject({ state: 'failed', proxy: null, peaks: null });
    expect(view.message).toBe(
      'FFmpeg failed at the waveform of crash.mp4: Conversion failed! Check that the file plays elsewhere.',
    );
    expect(workshop.ends).toEqual(['exited', 'exited']);
    expect((await settle(assets, name)).state).toBe('failed');
    expect(workshop.ends).toHaveLength(4);
    expect(workshop.bugs).toEqual([]);
  });

  test('an ffmpeg that says it is done and leaves half a file is not believed', async () => {
    const script = [
      '#!/bin/sh',
      'for last; do case "$last" in file:*unfinished*) printf moov > "${last#file:}";; esac; done',
      'exit 0',
    ];
    await using workshop = await openWorkshop(2, { ffmpeg: await makeProgram(script.join('\n')) });
    const name = await workshop.add(film, 'liar.mp4');
    const assets = await workshop.open();
    const view = await settle(assets, name);
    expect(view).toMatchObject({ state: 'failed', proxy: null, thumbnails: null });
    expect(view.message).toMatch(/^The proxy of liar\.mp4 did not come out whole\./);
    expect(await readdir(join(workshop.proxies, 'unfinished'))).toEqual([]);
  });
});

describe('after a restart', () => {
  test('what is there is used, what is missing is made again', async () => {
    await using workshop = await openWorkshop();
    const name = await workshop.add(film);
    const first = await settle(await workshop.open(), name);
    const made = workshop.ends.length;
    const second = await workshop.open();
    expect(await settle(second, name)).toEqual(first);
    expect(workshop.ends).toHaveLength(made);

    await rm(fileOf(second, first.thumbnails?.url));
    const third = await workshop.open();
    expect(await settle(third, name)).toEqual(first);
    expect(workshop.ends).toHaveLength(made + 1);
    expect((await bytesOf(third, first.thumbnails?.url)).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  });

  test('what was being made when the server ended is begun again and leaves nothing behind', async () => {
    await using workshop = await openWorkshop();
    const name = await workshop.add(longFilm, 'long.mp4');
    let proxyStarted = (): void => undefined;
    const started = new Promise<void>((resolve) => (proxyStarted = resolve));
    const children = tellStarts(
      workshop.tools.children,
      (label) => label.startsWith('proxy') && proxyStarted(),
    );
    const end = new AbortController();
    const assets = await workshop.open({ tools: { ...workshop.tools, children } });
    const snapshots = assets.watch([name], { signal: end.signal });
    await snapshots.next();
    await started;
    await workshop.stop();
    expect(workshop.tools.children.stats().running).toBe(0);
    end.abort();
    await snapshots.return();
    await mkdir(join(workshop.proxies, 'unfinished'), { recursive: true });
    await writeFile(join(workshop.proxies, 'unfinished', 'left-behind'), 'half');
    expect(await settle(await workshop.open(), name)).toMatchObject({ state: 'ready' });
    expect(await readdir(join(workshop.proxies, 'unfinished'))).toEqual([]);
  });
});

test('a file that was replaced gets assets of its own; those of sources that are gone are swept', async () => {
  await using workshop = await openWorkshop();
  const name = await workshop.add(film, 'camera.mp4');
  const assets = await workshop.open();
  const before = await settle(assets, name);
  await copyFile(longFilm, join(workshop.sources, name));
  const after = await settle(assets, name);
  expect(after.proxy?.url).not.toBe(before.proxy?.url);
  expect(await keysIn(workshop.proxies)).toHaveLength(2);
  await assets.sweep();
  expect(await keysIn(workshop.proxies)).toEqual([keyOf(after)]);
  await rm(join(workshop.sources, name));
  await assets.sweep();
  expect(await keysIn(workshop.proxies)).toEqual([]);
});

describe('what is no camera', () => {
  test('is refused in a sentence, and nothing of another file comes out', async () => {
    await using workshop = await openWorkshop();
    await workshop.add(film, 'victim.mp4');
    const inLibrary = (name: string): string => join(workshop.sources, name);
    await writeFile(inLibrary('list.mp4'), `ffconcat version 1.0\nfile '${inLibrary('victim.mp4')}'\n`);
    await writeFile(inLibrary('hls.mp4'), '#EXTM3U\n#EXTINF:2,\nvictim.mp4\n#EXT-X-ENDLIST\n');
    await writeFile(inLibrary('empty.mp4'), '');
    await symlink('/etc/passwd', inLibrary('passwd.mp4'));
    const names = ['list.mp4', 'hls.mp4', 'empty.mp4', 'passwd.mp4', 'gone.mp4', '../proxies', '/etc/passwd'];
    const assets = await workshop.open();
    const views = (await watchUntil(assets, names)).at(-1) ?? [];
    expect(views.map(({ state }) => state)).toEqual(names.map(() => 'failed'));
    for (const view of views) expect(view).toMatchObject({ proxy: null, thumbnails: null, peaks: null });
    expect(workshop.ends).toEqual([]);
    expect(await keysIn(workshop.proxies)).toEqual([]);
  });

  test('names of files that are none of ours are not located', async () => {
    await using workshop = await openWorkshop();
    const assets = await workshop.open();
    const view = await settle(assets, await workshop.add(film));
    const key = keyOf(view);
    for (const [folder, name] of [
      [key, 'assets.json'],
      [key, '../../sources/x.mp4'],
      [key, 'constructor'],
      ['..', 'proxy.mp4'],
      [`${key}/..`, 'proxy.mp4'],
      ['unfinished', 'proxy.mp4'],
    ] as const) {
      expect(assets.locate(folder, name)).toBeUndefined();
    }
    expect(assets.locate(key, 'proxy.mp4')?.type).toBe('video/mp4');
  });

  test('a damaged record counts as none', async () => {
    await using workshop = await openWorkshop();
    const name = await workshop.add(film);
    const first = await settle(await workshop.open(), name);
    const record = join(workshop.proxies, keyOf(first), 'assets.json');
    for (const text of ['', '{', 'null', '{"source":1}']) {
      await writeFile(record, text);
      expect(await settle(await workshop.open(), name)).toMatchObject({ state: 'ready' });
      expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ hasSound: true });
    }
  });
});

test('a disk that is almost full is left alone', async () => {
  await using workshop = await openWorkshop();
  const name = await workshop.add(film);
  const assets = await workshop.open({ reserveBytes: 1e15 });
  const view = await settle(assets, name);
  expect(view).toMatchObject({ state: 'failed' });
  expect(view.message).toContain('no space on the disk');
  expect((await stat(workshop.proxies)).isDirectory()).toBe(true);
});

async function makeProgram(script: string): Promise<string> {
  const path = join(await mkdtemp(join(programs, 'program-')), 'ffmpeg');
  await writeFile(path, script, { mode: 0o755 });
  return path;
}

function keyOf(view: SourceAssets): string {
  return view.proxy?.url.split('/').at(-2) ?? '';
}

async function keysIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name !== 'unfinished');
}
