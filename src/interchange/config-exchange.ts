import type { ConfigV2 } from '../contract/config-v2/config-v2.ts';
import { shotsOf, type TimedShot } from '../contract/config-v2/meaning/shots-of.ts';
import { frameRateFromNumber } from '../timeline/frame-rate.ts';
import { add, rationalFromNumber } from '../timeline/rational.ts';
import type { ExchangeAngle, ExchangeEdit, ExchangeShot } from './exchange-edit.ts';
import { nearestFrameAt, mayDrop } from './time-code.ts';

/** What a config of version 2 shows, as other programs can hold it, and in sentences what of it they cannot. */
export function exchangeOfConfig(config: ConfigV2): { edit: ExchangeEdit; notes: readonly string[] } {
  const { width = 1920, height = 1080, fps = 30 } = config.outputs.find((output) => output.fps) ?? {};
  const rate = frameRateFromNumber(fps);
  const frame = (seconds: number): number => nearestFrameAt(rationalFromNumber(seconds), rate);
  const sources = new Map(config.sources.map((source) => [source.id, source]));
  const fileOf = (id: string, name: string | undefined, offset: number): ExchangeAngle => {
    const source = sources.get(id);
    const filePath = source?.filePath ?? id;
    return {
      ...{ id, name: name ?? source?.name ?? id, filePath, offset, startTimecode: 0 },
      ...{ length: undefined, hasPicture: true },
    };
  };
  const angles = config.angles.map(({ id, name, files, offset }) => ({
    ...fileOf(files[0] ?? '', name ?? id, frame(offset)),
    id,
  }));
  const indexOf = new Map(angles.map(({ id }, index) => [`show ${id}`, index]));
  for (const { id, tiles } of config.layouts)
    indexOf.set(`show ${id}`, indexOf.get(`show ${tiles[0]?.angle ?? ''}`) ?? 0);
  const timed = shotsOf(config);
  const shots = timed.map(({ kind, id, from, duration }: TimedShot): ExchangeShot => {
    const key = `${kind} ${id}`;
    const angle = indexOf.get(key) ?? angles.length;
    if (angle === angles.length) {
      indexOf.set(key, angle);
      angles.push({ ...fileOf(id, undefined, 0), id: `clip ${id}` });
    }
    const to = nearestFrameAt(add(from, duration), rate);
    return { angle, from: nearestFrameAt(from, rate), to, isSilent: false };
  });
  const edit = {
    ...{ name: config.projectName, rate, isDropFrame: mayDrop(rate), startTimecode: 0, width, height },
    ...{ angles, shots: shots.filter(({ from, to }) => to > from) },
  };
  return { edit, notes: notesOf(config, timed) };
}

function notesOf(config: ConfigV2, shots: readonly TimedShot[]): readonly string[] {
  const layouts = new Set(config.layouts.map(({ id }) => id));
  const counts: readonly (readonly [number, string])[] = [
    [
      config.angles.filter(({ files }) => files.length > 1).length,
      'angles of several files name only the first one',
    ],
    [
      config.angles.filter(({ driftPpm }) => driftPpm !== 0).length,
      'angles drift, which other programs do not correct',
    ],
    [
      shots.filter(({ kind, id }) => kind === 'show' && layouts.has(id)).length,
      'shots of a layout show its first tile',
    ],
    [shots.filter(({ transition }) => transition).length, 'transitions were made cuts'],
    [config.titles.length, 'titles were left out'],
    [config.overlays.length, 'overlays were left out'],
    [config.chapters.length, 'chapters were left out'],
    [config.sound?.tracks?.length ?? 0, 'tracks of sound were left out: each shot has its own'],
    [config.sound?.music?.length ?? 0, 'pieces of music were left out'],
    [config.captions ? 1 : 0, 'file of captions was left out'],
  ];
  return counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}.`);
}
