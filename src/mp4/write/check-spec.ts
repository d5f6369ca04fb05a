import { fourcc } from '../read/box.ts';
import type { MovieSpec, PictureRun } from './movie-spec.ts';
import type { NalCodec } from '../read/nal.ts';

/** Which NAL syntax a run's samples have; undefined for codecs that have none (VP9, AV1). */
export function nalCodecOf(sampleEntry: Uint8Array): NalCodec | undefined {
  const type = fourcc(sampleEntry, 4);
  if (type === 'avc1' || type === 'avc3') return 'h264';
  return type === 'hvc1' || type === 'hev1' ? 'hevc' : undefined;
}

/** Throws a RangeError on a spec that no movie can follow: the caller has a bug. */
export function checkSpec({ video, audio, texts = [] }: MovieSpec): void {
  demand(
    Number.isInteger(video.ticksPerFrame) && video.ticksPerFrame > 0,
    'a frame lasts a whole number of ticks',
  );
  demand(video.runs.length > 0, 'there is a run of pictures');
  video.runs.forEach(checkRun);
  demand(
    new Set(texts.map(({ kind }) => kind)).size === texts.length,
    'there is one track of each kind of words',
  );
  for (const { samples } of texts) {
    demand(
      samples.length > 0 && samples.every(({ ticks }) => Number.isInteger(ticks) && ticks > 0),
      'words are shown for whole ticks',
    );
  }
  if (!audio) return;
  demand(
    audio.runs.some((run) => run.size.length > 0),
    'a sound track has packets',
  );
  demand(
    audio.runs.every((run) => run.size.length === run.offset.length),
    'every packet has a place and a size',
  );
}

function checkRun(run: PictureRun): void {
  const { count, offset, size, isSync, displayOrder } = run.samples;
  demand(count > 0, 'a run has pictures');
  demand(
    [offset, size, isSync, displayOrder].every((list) => list.length === count),
    'every list of a run is as long',
  );
  const seen = new Uint8Array(count);
  for (const place of displayOrder) seen[place] = 1;
  demand(
    seen.every((mark) => mark === 1),
    'the display order of a run names every place once',
  );
  demand([1, 2, 3, 4].includes(run.nalLengthSize ?? 4), 'NAL lengths take 1 to 4 bytes');
  const isEdited =
    run.parameterSets !== undefined || (run.nalLengthSize ?? 4) !== 4 || run.patches !== undefined;
  demand(
    !isEdited || nalCodecOf(run.sampleEntry) !== undefined,
    'only H.264 and HEVC pictures can be edited',
  );
}

function demand(isTrue: boolean, what: string): void {
  if (!isTrue) throw new RangeError(`A movie cannot be written: it must be that ${what}`);
}
