import type { AudioFacts } from '../../planner/facts/facts.ts';
import { multiply, rational, toNumber, type Rational } from '../../timeline/rational.ts';
import { clockShift } from '../../ffmpeg/sound/decode-sound-args.ts';
import { editPasses } from '../../ffmpeg/sound/edit-passes.ts';
import { placeEdits } from './place-edits.ts';
import { gatherSamples } from './gather-samples.ts';
import { voicesOf } from '../../ffmpeg/sound/mix-filters.ts';
import { mixVoices } from './mix-voices.ts';
import { NutReader } from '../../ffmpeg/sound/nut-reader.ts';
import { createSoundPlacer, type SoundPlacer, type TakePlaced } from './place-sound.ts';

export interface SoundToRead {
  readonly audio: AudioFacts;
  /** The source's time zero on the container's clock, in seconds. */
  readonly origin: Rational;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly pass: number;
}

/** Reads what `decodeSoundArgs` prints. */
export interface SoundReader {
  readonly feed: (bytes: Uint8Array) => Promise<void>;
  /** Call it once the child has ended. */
  readonly end: () => Promise<void>;
}

/** How many times the file has to be read for all of its sound; more than once only for odd edit lists. */
export function passesOf({ edits }: AudioFacts): number {
  return edits ? editPasses(edits).length : 1;
}

/**
 * Puts the sound of a source in its place. `take` gets samples at the asked rate, in order and none twice, counted from
 * the source's time zero and none from before it; where the source is silent it gets nothing.
 */
export function createSoundReader(sound: SoundToRead, take: TakePlaced): SoundReader {
  const { audio, origin, sampleRate, channels, pass } = sound;
  const gathered = gatherSamples(channels, take);
  const fromZero: TakePlaced = (samples, at) => {
    const early = Math.max(0, -at) * channels;
    return early < samples.length ? gathered.take(samples.subarray(early), Math.max(0, at)) : undefined;
  };
  const edits = audio.edits && editPasses(audio.edits)[pass];
  const placed = edits ? placeEdits(edits, { origin, sampleRate, channels }, fromZero) : fromZero;
  const voices = voicesOf(audio).length;
  const mixed = voices > 1 ? mixVoices({ voices, channels, sampleRate }, placed) : undefined;
  const placers = Array.from({ length: voices }, (_, voice): SoundPlacer =>
    createSoundPlacer({ sampleRate, channels }, mixed?.voices[voice] ?? placed),
  );
  const zero = edits ? 0 : toNumber(multiply(origin, rational(sampleRate)));
  const nut = new NutReader();
  return {
    feed: async (bytes) => {
      for (const { stream, pts, bytes: pcm } of nut.read(bytes)) {
        const samples = new Int16Array(pcm.length >> 1);
        new Uint8Array(samples.buffer).set(pcm.subarray(0, samples.byteLength));
        await placers[stream]?.push(Math.round(pts - clockShift * sampleRate - zero), samples);
      }
    },
    end: async () => {
      for (const placer of placers) await placer.end();
      await mixed?.flush();
      await gathered.flush();
    },
  };
}
