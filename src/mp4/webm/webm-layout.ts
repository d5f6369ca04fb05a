import type { ChapterMark } from '../write/chapter-marks.ts';
import { element, elementHead, float, lengthOf, text, uint, type Ebml } from './ebml.ts';
import {
  webmCaptionTrack,
  captionTrackNumber,
  cueDuration,
  cuePayload,
  type WebmCue,
} from './webm-captions.ts';
import { nanoseconds, pictureTrack, soundTrack, type WebmPicture, type WebmSound } from './webm-tracks.ts';
import { chaptersElement, chaptersId } from './webm-chapters.ts';

export interface WebmMovie {
  readonly durationMs: number;
  readonly picture: WebmPicture;
  readonly sound: WebmSound | undefined;
  /** By their time, in milliseconds, each on its own and within the movie. */
  readonly chapters?: readonly ChapterMark[];
  /** By their time, within the movie; they may overlap. */
  readonly captions?: readonly WebmCue[];
}

/** What is written one after another: bytes of ours, or a packet of one of the tracks. */
export type WebmPiece = Uint8Array | { readonly track: 'picture' | 'sound'; readonly packet: number };

interface Block {
  /** Undefined where all of it is ours, and in the head. */
  readonly packet: Exclude<WebmPiece, Uint8Array> | undefined;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  readonly size: number;
}

interface Cluster {
  readonly timeMs: number;
  readonly hasKeyframe: boolean;
  readonly blocks: Block[];
}

const ID = {
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  cues: 0x1c53bb6b,
  cluster: 0x1f43b675,
};

/** A cluster may not last longer than its blocks' 16-bit times reach; players like them shorter. */
const mostClusterMs = 5000;

/**
 * Lays out a WebM with its seek index in front. The first packet of sound stands at 0: what the decoder gives before
 * the sound proper is told as its delay, and what it gives too much at the end as padding.
 */
export function* layOutWebm(movie: WebmMovie): Generator<WebmPiece> {
  const clusters = clustersOf(movie);
  const sizes = clusters.map(clusterSize);
  const info = element(
    ID.info,
    uint(0x2ad7b1, 1_000_000),
    text(0x4d80, 'Cutroom'),
    text(0x5741, 'Cutroom'),
    float(0x4489, movie.durationMs),
  );
  const others = [
    movie.sound ? soundTrack(movie.sound) : [],
    movie.captions?.length ? webmCaptionTrack() : [],
  ];
  const tracks = element(ID.tracks, pictureTrack(movie.picture), ...others);
  const chapters = chaptersElement(movie.chapters ?? [], movie.durationMs);
  const front = (clustersAt: number): Ebml =>
    withSeekHead([
      [ID.info, info],
      [ID.tracks, tracks],
      [chaptersId, chapters],
      [ID.cues, cuesOf(clusters, sizes, clustersAt)],
    ]);
  const clustersAt = lengthOf(front(0));
  const total = clustersAt + sizes.reduce((sum, size) => sum + size, 0);
  yield* ebmlHeader();
  yield elementHead(ID.segment, total);
  yield* front(clustersAt);
  for (const [i, { timeMs, blocks }] of clusters.entries()) {
    yield elementHead(ID.cluster, (sizes[i] ?? 0) - 12);
    yield* uint(0xe7, timeMs);
    for (const { packet, head, tail } of blocks) {
      yield head;
      if (packet) yield packet;
      yield tail;
    }
  }
}

function ebmlHeader(): Ebml {
  return element(
    0x1a45dfa3,
    ...[uint(0x4286, 1), uint(0x42f7, 1), uint(0x42f2, 4), uint(0x42f3, 8)],
    ...[text(0x4282, 'webm'), uint(0x4287, 4), uint(0x4285, 2)],
  );
}

/** Elements behind a list of where each of them lies; what is empty is left out. */
function withSeekHead(parts: readonly (readonly [id: number, content: Ebml])[]): Ebml {
  const given = parts.filter(([, content]) => content.length > 0);
  let at = lengthOf(seekHead(given.map(([id]) => [id, 0])));
  const places = given.map(([id, content]): readonly [number, number] => {
    const place = at;
    at += lengthOf(content);
    return [id, place];
  });
  return [...seekHead(places), ...given.flatMap(([, content]) => content)];
}

function seekHead(places: readonly (readonly [id: number, place: number])[]): Ebml {
  const seeks = places.map(([id, place]) => {
    const name = new Uint8Array(4);
    new DataView(name.buffer).setUint32(0, id);
    return element(0x4dbb, element(0x53ab, name), uint(0x53ac, place));
  });
  return element(ID.seekHead, ...seeks);
}

function cuesOf(clusters: readonly Cluster[], sizes: readonly number[], clustersAt: number): Ebml {
  let at = clustersAt;
  const points = clusters.flatMap(({ timeMs, hasKeyframe }, i) => {
    const place = at;
    at += sizes[i] ?? 0;
    if (!hasKeyframe) return [];
    return [element(0xbb, uint(0xb3, timeMs), element(0xb7, uint(0xf7, 1), uint(0xf1, place)))];
  });
  return element(ID.cues, ...points);
}

function clusterSize({ blocks }: Cluster): number {
  const time = lengthOf(uint(0xe7, 0));
  return 12 + time + blocks.reduce((sum, { head, tail, size }) => sum + head.length + tail.length + size, 0);
}

/** A cluster for each keyframe, with the sound of its time; more where keyframes are far apart. */
function clustersOf({ picture, sound, captions = [] }: WebmMovie): Cluster[] {
  const clusters: Cluster[] = [];
  let [heard, shown] = [0, 0];
  const take = (cluster: Cluster, until: number): void => {
    const { timeMs = new Float64Array(), size = new Uint32Array() } = sound?.packets ?? {};
    for (; heard < size.length && (timeMs[heard] ?? 0) <= until; heard++) {
      const isLast = heard === size.length - 1;
      cluster.blocks.push(soundBlock(cluster, heard, { sound, isLast }));
    }
    for (let cue = captions[shown]; cue && cue.timeMs <= until; cue = captions[++shown])
      cluster.blocks.push(captionBlock(cluster, cue));
  };
  picture.frames.timeMs.forEach((timeMs, packet) => {
    const isKeyframe = picture.frames.isKeyframe?.[packet] === 1;
    const last = clusters.at(-1);
    if (last) take(last, timeMs - 1);
    if (!last || isKeyframe || timeMs - last.timeMs > mostClusterMs)
      clusters.push({ timeMs, hasKeyframe: isKeyframe, blocks: [] });
    const cluster = clusters.at(-1);
    if (!cluster) return;
    const size = picture.frames.size[packet] ?? 0;
    const head = blockHead(0xa3, {
      track: 1,
      time: timeMs - cluster.timeMs,
      flags: isKeyframe ? 0x80 : 0,
      size,
    });
    cluster.blocks.push({ packet: { track: 'picture', packet }, head, tail: new Uint8Array(), size });
  });
  const last = clusters.at(-1);
  if (last) take(last, Infinity);
  return clusters;
}

function soundBlock(
  cluster: Cluster,
  packet: number,
  { sound, isLast }: { sound: WebmSound | undefined; isLast: boolean },
): Block {
  const size = sound?.packets.size[packet] ?? 0;
  const time = (sound?.packets.timeMs[packet] ?? 0) - cluster.timeMs;
  const padding = isLast ? (sound?.padding ?? 0) : 0;
  if (padding <= 0) {
    const head = blockHead(0xa3, { track: 2, time, flags: 0x80, size });
    return { packet: { track: 'sound', packet }, head, tail: new Uint8Array(), size };
  }
  const inner = blockHead(0xa1, { track: 2, time, flags: 0, size });
  const tail = Uint8Array.from(uint(0x75a2, nanoseconds(padding)).flatMap((part) => [...part]));
  const group = elementHead(0xa0, inner.length + size + tail.length);
  const head = Uint8Array.from([...group, ...inner]);
  return { packet: { track: 'sound', packet }, head, tail, size };
}

function captionBlock(cluster: Cluster, cue: WebmCue): Block {
  const payload = cuePayload(cue);
  const about = { track: captionTrackNumber, time: cue.timeMs - cluster.timeMs, flags: 0 };
  const block = [...blockHead(0xa1, { ...about, size: payload.length }), ...payload];
  const group = element(0xa0, Uint8Array.from(block), cueDuration(cue));
  const head = Uint8Array.from(group.flatMap((part) => [...part]));
  return { packet: undefined, head, tail: new Uint8Array(), size: 0 };
}

function blockHead(
  id: number,
  { track, time, flags, size }: { track: number; time: number; flags: number; size: number },
): Uint8Array {
  const own = new Uint8Array(4);
  new DataView(own.buffer).setInt16(1, time);
  [own[0], own[3]] = [0x80 | track, flags];
  return Uint8Array.from([...elementHead(id, size + 4), ...own]);
}
