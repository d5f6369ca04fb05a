import { rm, writeFile } from 'node:fs/promises';
import { decodeSoundArgs } from '../ffmpeg/sound/decode-sound-args.ts';
import { createSoundStream } from '../media/sound/stream-sound.ts';
import type { SoundReader } from '../media/sound/read-sound.ts';
import type { ReadSource } from '../media/reading/read-source.ts';
import type { AudioFacts } from '../planner/facts.ts';
import { toNumber } from '../timeline/rational.ts';
import type { AssetFiles, AssetRecord } from './asset-files.ts';
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

/** Reads the whole sound once and publishes its peaks. */
export async function makePeaks(
  context: AssetContext,
  { files, key, source, name, onProgress }: AssetWork,
  audio: AudioFacts,
): Promise<NonNullable<AssetRecord['peaks']>> {
  const { path, facts } = source;
  const count = Math.max(1, Math.ceil(toNumber(facts.end) * peaksPerSecond));
  const samplesPerBucket = sampleRate / peaksPerSecond;
  const samples = count * samplesPerBucket;
  const sound = { audio, origin: facts.origin, sampleRate, samples };
  let meter = createPeakMeter(samplesPerBucket, count);
  let stream: SoundReader | undefined;
  await runBackgroundChild(context, {
    label: `waveform of ${name}`,
    source,
    isAwaited: false,
    reads: [path],
    writes: [],
    begin: () => {
      meter = createPeakMeter(samplesPerBucket, count);
      let bytes = 0;
      stream = createSoundStream(sound, (piece) => {
        meter.push(piece);
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
  const temporary = await files.reserve();
  try {
    await writeFile(temporary, meter.peaks());
    await files.publish(temporary, { key, name: 'peaks.bin' });
  } finally {
    await rm(temporary, { force: true });
  }
  return { count, perSecond: peaksPerSecond };
}
