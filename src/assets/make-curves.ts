import { rm, writeFile } from 'node:fs/promises';
import { decodeSoundArgs } from '../ffmpeg/sound/decode-sound-args.ts';
import { createSoundStream } from '../media/sound/stream-sound.ts';
import type { SoundReader } from '../media/sound/read-sound.ts';
import type { ReadSource } from '../media/reading/read-types.ts';
import type { StampedSource } from '../media/reading/identity/source-guard.ts';
import { createLevelMeter, LEVEL_RATE } from '../autocut/levels.ts';
import type { ProbedSound } from '../ffmpeg/answers/parse-sound-probe.ts';
import { toNumber } from '../timeline/rational.ts';
import type { AssetFiles, AssetName, AssetRecord } from './asset-files.ts';
import { createPeakMeter } from './peak-meter.ts';
import { runBackgroundChild, type AssetContext } from './run-background-child.ts';

const sampleRate = 48_000;
const peaksPerSecond = 100;

export interface AssetWork {
  readonly files: AssetFiles;
  readonly key: string;
  readonly source: ReadSource;
  /** What people call the source. */
  readonly name: string;
  /** 0..1 of this part. */
  readonly onProgress: (progress: number) => void;
}

export interface CurveWork extends Omit<AssetWork, 'source'> {
  readonly source: StampedSource;
  /** Somebody waits for it. */
  readonly isAwaited?: boolean;
}

/** Reads the whole sound once and publishes its peaks, for people to see, and its levels, for automatic cuts. */
export async function makeCurves(
  context: AssetContext,
  { files, key, source, name, onProgress, isAwaited = false }: CurveWork,
  { audio, origin, end }: ProbedSound,
): Promise<Required<Pick<AssetRecord, 'peaks' | 'levels'>>> {
  const { path } = source;
  const count = Math.max(1, Math.ceil(toNumber(end) * peaksPerSecond));
  const levelCount = Math.max(1, Math.ceil(toNumber(end) * LEVEL_RATE));
  const samplesPerBucket = sampleRate / peaksPerSecond;
  const samples = count * samplesPerBucket;
  const sound = { audio, origin, sampleRate, samples };
  const newMeters = () => ({
    peaks: createPeakMeter(samplesPerBucket, count),
    levels: createLevelMeter(sampleRate, levelCount),
  });
  let meters = newMeters();
  let stream: SoundReader | undefined;
  await runBackgroundChild(context, {
    ...{ label: `waveform of ${name}`, source, isAwaited, reads: [path], writes: [] },
    begin: () => {
      meters = newMeters();
      let bytes = 0;
      stream = createSoundStream(sound, (piece) => {
        meters.peaks.push(piece);
        meters.levels.push(piece);
        bytes += piece.length;
        onProgress(Math.min(1, bytes / (2 * samples)));
      });
      return {
        args: () => decodeSoundArgs({ path, ...sound, layout: 'mono', pass: 0 }),
        onData: stream.feed,
      };
    },
  });
  await stream?.end();
  await publishBytes(files, { key, name: 'peaks.bin' }, meters.peaks.peaks());
  await publishBytes(files, { key, name: 'levels.bin' }, meters.levels.levels());
  return {
    peaks: { count, perSecond: peaksPerSecond },
    levels: { count: levelCount, perSecond: LEVEL_RATE },
  };
}

async function publishBytes(
  files: AssetFiles,
  place: { key: string; name: AssetName },
  bytes: Uint8Array,
): Promise<void> {
  const temporary = await files.reserve();
  try {
    await writeFile(temporary, bytes);
    await files.publish(temporary, place);
  } finally {
    await rm(temporary, { force: true });
  }
}
