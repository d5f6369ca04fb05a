import { remoteFolders } from '../../disk/remote-files.ts';
import { decodedPackets } from '../../media/reading/needed-bytes.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import { usedFootage } from '../../planner/estimates/used-footage.ts';
import type { ExportPlan, SourcePictures } from '../../planner/plan/plan.ts';
import { windowsOf, type LaneRun } from '../movie/write-movie-lane.ts';

/** Requests under way at once: enough for a fast line, and few beside those that somebody waits for. */
const atOnce = 4;

/**
 * Begins to fetch what is shown of sources that lie elsewhere, in the order in which it is needed: first what is decoded,
 * then, while that is encoded and the line would have nothing to do, what is copied. The returned function ends it. What
 * fails is met by whoever needs it.
 */
export function fetchAhead(
  plans: readonly ExportPlan[],
  sources: readonly (ReadSource | undefined)[],
  signal: AbortSignal,
): () => Promise<void> {
  const ending = new AbortController();
  const used = plans.map((plan) => usedFootage(plan));
  const runs = [
    ...used.flatMap(({ shown }) =>
      shown.flatMap((pictures) => decodedRun(sources[pictures.source], pictures)),
    ),
    ...used.flatMap(({ copied }) => copied.flatMap((copy) => packetRun(sources[copy.source], copy))),
  ];
  const windows = windowsOf(runs);
  const own = AbortSignal.any([signal, ending.signal]);
  const lane = async (): Promise<void> => {
    for (let next = windows.next(); !next.done && !own.aborted; next = windows.next()) {
      const { run, start, end } = next.value;
      const path = runs[run]?.path ?? '';
      await remoteFolders.of(path)?.fetch(path, [[start, end]], own);
    }
  };
  const lanes = Promise.allSettled(Array.from({ length: atOnce }, lane));
  return async () => {
    ending.abort();
    await lanes;
  };
}

function decodedRun(source: ReadSource | undefined, pictures: SourcePictures): LaneRun[] {
  if (!source?.bytes) return [];
  const { from, to } = decodedPackets({ table: source.bytes.track.table, rank: source.index.rank }, pictures);
  return packetRun(source, { fromPacket: from, toPacket: to });
}

/** Nothing of what lies here: what has no index of its own is repackaged as a whole, into a file of ours. */
function packetRun(
  source: ReadSource | undefined,
  { fromPacket, toPacket }: { readonly fromPacket: number; readonly toPacket: number },
): LaneRun[] {
  const { path, track } = source?.bytes ?? {};
  if (path === undefined || !track || !remoteFolders.of(path)) return [];
  const { offset, size } = track.table;
  return [{ path, offset: offset.subarray(fromPacket, toPacket), size: size.subarray(fromPacket, toPacket) }];
}
