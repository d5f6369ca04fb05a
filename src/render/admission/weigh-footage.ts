import type { PlanPreview } from '../../contract/exports/plan-preview.ts';
import { remoteFolders, type ByteRange } from '../../disk/remote-files.ts';
import { sampleRange } from '../../media/reading/mp4/remote-parts.ts';
import { neededPictures, soundBytesWithin } from '../../media/reading/needed-bytes.ts';
import type { ReadSound, ReadSource } from '../../media/reading/read-types.ts';
import type { UsedFootage } from '../../planner/estimates/used-footage.ts';

interface Read {
  readonly path: string;
  /** Undefined: all of it. */
  readonly ranges: readonly ByteRange[] | undefined;
}

export interface FootageOfPlan {
  /** By source index; what is seen. */
  readonly sources: readonly (ReadSource | undefined)[];
  /** By source index; what is only heard. */
  readonly heard: readonly (ReadSound | undefined)[];
}

/** Whether any of it lies elsewhere. */
export function isAnyRemote({ sources, heard }: FootageOfPlan): boolean {
  return [...sources, ...heard].some((source) => source && remoteFolders.of(source.path));
}

/** What the export has to fetch of sources that lie elsewhere; undefined where none does. */
export async function weighFootage(
  used: readonly UsedFootage[],
  footage: FootageOfPlan,
): Promise<PlanPreview['fromStorage']> {
  const byPath = new Map<string, readonly ByteRange[] | undefined>();
  for (const { path, ranges } of used.flatMap((each) => readsOf(each, footage))) {
    const known = byPath.has(path) ? byPath.get(path) : [];
    byPath.set(path, known && ranges && [...known, ...ranges]);
  }
  const weights = await Promise.all(
    [...byPath].map(async ([path, ranges]) => remoteFolders.of(path)?.weigh(path, ranges)),
  );
  if (weights.every((weight) => weight === undefined)) return undefined;
  return {
    readBytes: weights.reduce((sum, weight) => sum + (weight?.missing ?? 0), 0),
    cacheBytes: weights.reduce((sum, weight) => sum + (weight?.kept ?? 0), 0),
  };
}

function readsOf({ copied, shown, heard }: UsedFootage, footage: FootageOfPlan): Read[] {
  const seen = (source: number) => footage.sources[source];
  return [
    ...copied.flatMap(({ source, fromPacket, toPacket }): Read[] => {
      const from = seen(source);
      if (!from) return [];
      // What has no index is repackaged as a whole.
      if (!from.bytes || from.bytes.path !== from.path) return [{ path: from.path, ranges: undefined }];
      const { table } = from.bytes.track;
      const ranges = Array.from({ length: toPacket - fromPacket }, (_, i) =>
        sampleRange(table, fromPacket + i),
      );
      return [{ path: from.path, ranges }];
    }),
    ...shown.flatMap((pictures): Read[] => {
      const from = seen(pictures.source);
      return from ? [{ path: from.path, ranges: neededPictures(from, pictures) }] : [];
    }),
    ...heard.flatMap(({ source, from, to }): Read[] => {
      const sound = seen(source) ?? footage.heard[source];
      const audio = sound?.facts.audio;
      return sound && audio ? [{ path: sound.path, ranges: soundBytesWithin(sound, audio, [from, to]) }] : [];
    }),
  ];
}
