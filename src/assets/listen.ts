import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../contract/problems.ts';
import { errorCode, isDiskFull } from '../disk/store-fs.ts';
import { decodeSoundArgs } from '../ffmpeg/sound/decode-sound-args.ts';
import type { SoundReader } from '../media/sound/read-sound.ts';
import { createSoundStream } from '../media/sound/stream-sound.ts';
import { createLoudnessMeter, SAMPLE_RATE } from '../sync/envelope.ts';
import { toNumber } from '../timeline/rational.ts';
import { findSound, type FoundSound } from './find-sound.ts';
import { runBackgroundChild, type AssetContext } from './run-background-child.ts';

/** A track that was listened to: its loudness in memory, its samples on disk. */
export interface HeardTrack {
  /** `ENVELOPE_RATE` a second. */
  readonly loudness: Float32Array;
  /** Samples `[first, first + length)` between −1 and 1; zeros outside of the track. */
  readonly read: (first: number, length: number) => Promise<Float32Array>;
  /** Deletes the samples. */
  readonly close: () => Promise<void>;
}

export interface TrackToHear {
  readonly path: string;
  /** What people call the source. */
  readonly name: string;
  /** Where samples may lie meanwhile; made when it is missing. */
  readonly folder: string;
}

/** A file of a recording: what is heard of it, and where the next one goes on, in seconds of its source time. */
export interface ListenedFile {
  /** Undefined where it has no sound. */
  readonly track: HeardTrack | undefined;
  readonly passesOnAt: number;
}

/**
 * Decodes the sound of a source from its time zero on. An hour takes 58 MB of the disk until it is closed, and less
 * than a megabyte of memory.
 */
export async function hearSource(
  context: AssetContext,
  { path, name, folder }: TrackToHear,
): Promise<ListenedFile> {
  const found = await findSound(context.tools, { path, name, signal: context.signal });
  const track = await hearFound(context, found, { path, name, folder });
  return { track, passesOnAt: toNumber(found.passesOnAt) };
}

async function hearFound(
  context: AssetContext,
  { source, sound: heard }: FoundSound,
  { path, name, folder }: TrackToHear,
): Promise<HeardTrack | undefined> {
  if (!heard) return undefined;
  const { audio, origin, end } = heard;
  const samples = Math.ceil(toNumber(end) * SAMPLE_RATE);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, randomUUID());
  const file = await open(temporary, 'wx+');
  const close = async (): Promise<void> => {
    await file.close();
    await rm(temporary, { force: true });
  };
  let meter = createLoudnessMeter();
  const sound = { audio, origin, sampleRate: SAMPLE_RATE, samples };
  let writer: SampleWriter | undefined;
  let stream: SoundReader | undefined;
  try {
    await runBackgroundChild(context, {
      label: `sound of ${name}`,
      source,
      isAwaited: true,
      reads: [path],
      writes: [],
      begin: () => {
        const own = createLoudnessMeter();
        meter = own;
        writer = createSampleWriter(file, own.push);
        stream = createSoundStream(sound, writer.push);
        return {
          args: () => decodeSoundArgs({ path, ...sound, layout: 'mono', pass: 0 }),
          onData: stream.feed,
        };
      },
    });
    await stream?.end();
    await writer?.flush();
  } catch (error) {
    await close();
    throw isDiskFull(error) ? diskFull(error) : error;
  }
  return { loudness: meter.loudness(), read: (first, length) => readSamples(file, first, length), close };
}

interface SampleWriter {
  readonly push: (bytes: Uint8Array) => Promise<void> | void;
  /** Writes what is left; call it once at the end. */
  readonly flush: () => Promise<void>;
}

/** A pipe gives a few kilobytes at a time; writing each of them costs more than decoding them. */
const batchBytes = 512 * 1024;

function createSampleWriter(file: FileHandle, onSamples: (samples: Int16Array) => void): SampleWriter {
  const batch = new Uint8Array(batchBytes);
  let filled = 0;
  let position = 0;
  const flush = async (): Promise<void> => {
    const length = filled - (filled % 2);
    onSamples(new Int16Array(batch.buffer, 0, length / 2));
    for (let written = 0; written < length;) {
      written += (await file.write(batch, written, length - written, position + written)).bytesWritten;
    }
    position += length;
    filled = 0;
  };
  const take = async (bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + batchBytes - filled);
      batch.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled === batchBytes) await flush();
    }
  };
  return { push: take, flush };
}

async function readSamples(file: FileHandle, first: number, length: number): Promise<Float32Array> {
  const out = new Float32Array(length);
  const from = Math.max(0, first);
  const wanted = first + length - from;
  if (wanted <= 0) return out;
  const bytes = Buffer.alloc(2 * wanted);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 2 * from);
  for (let i = 0; 2 * i + 1 < bytesRead; i += 1) out[from - first + i] = bytes.readInt16LE(2 * i) / 32_768;
  return out;
}

function diskFull(cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'DISK_FULL',
      message: `There is no space to compare the sound (${errorCode(cause) ?? 'disk full'}).`,
      hint: 'Free some space and try again.',
    },
    { cause },
  );
}
