import type { EdlSource } from '../../../timeline/edl.ts';
import type { ConfigV2 } from '../config-v2.ts';
import { kindOfFormat } from '../checks/output-checks.ts';
import { shotsOf } from './shots-of.ts';

/** The files of an edit, and what the config's names stand for among them. */
export interface SourceList {
  readonly sources: readonly EdlSource[];
  /** The first file of an angle; the others follow it by `next`. */
  readonly ofAngle: (id: string) => number;
  /** A source that is used by itself. */
  readonly ofSource: (id: string) => number;
  /** All files of an angle or a source. */
  readonly chainOf: (id: string) => readonly number[];
}

/**
 * Every angle has entries of its own, also where two name the same file: what is seen of an angle differs from output
 * to output. A reading of one file is shared wherever it is named.
 */
export function listSources(config: Pick<ConfigV2, 'sources' | 'angles'>): SourceList {
  const sources: EdlSource[] = config.sources.map(({ id, name, filePath }) => ({
    id,
    name: name ?? filePath,
    path: filePath,
  }));
  const ofSource = new Map(sources.map(({ id }, index) => [id, index]));
  const chains = new Map(sources.map(({ id }, index) => [id, [index]]));
  const ofAngle = new Map<string, number>();
  for (const { id, name = id, files } of config.angles) {
    const first = sources.length;
    files.forEach((file, place) => {
      const source = config.sources[ofSource.get(file) ?? -1];
      if (!source) return;
      const whole = files.length === 1 ? name : `${name} (${source.name ?? source.filePath})`;
      const next = place < files.length - 1 ? { next: first + place + 1 } : {};
      sources.push({ id: `${id}/${file}`, name: whole, path: source.filePath, ...next });
    });
    ofAngle.set(id, first);
    const own = files.map((_, place) => first + place);
    // An angle may be called as a source is: then the name stands for both.
    chains.set(id, [...(chains.get(id) ?? []), ...own]);
  }
  return {
    sources,
    ofAngle: (id) => required(ofAngle, id),
    ofSource: (id) => required(ofSource, id),
    chainOf: (id) => chains.get(id) ?? [],
  };
}

/** Checked configs name only what is there. */
function required(known: ReadonlyMap<string, number>, id: string): number {
  const index = known.get(id);
  if (index === undefined)
    throw new RangeError(`A checked config names ${JSON.stringify(id)}, which it does not hold`);
  return index;
}

/**
 * The sources of the edit by their index, and which of them are seen or heard: as the edit itself would say. Of outputs
 * that are only heard no picture is needed, neither of what the shots show.
 */
export function sourcesOfV2(config: ConfigV2): { source: EdlSource; isUsed: boolean; isSeen: boolean }[] {
  const { sources, ofAngle, ofSource } = listSources(config);
  const [seen, heard] = [new Set<number>(), new Set<number>()];
  const use = (first: number, as = seen) => {
    for (let next: number | undefined = first; next !== undefined; next = sources[next]?.next) as.add(next);
  };
  const { show, own } = namesShown(config);
  const hasPictures = config.outputs.some(({ format }) => kindOfFormat(format) !== 'sound');
  const shown = hasPictures ? seen : heard;
  const tilesOf = new Map(config.layouts.map(({ id, tiles }) => [id, tiles]));
  for (const id of show)
    for (const { angle } of tilesOf.get(id) ?? [{ angle: id }]) use(ofAngle(angle), shown);
  for (const id of own) use(ofSource(id), shown);
  for (const { source, angle } of config.sound?.tracks ?? []) {
    if (angle !== undefined) use(ofAngle(angle), heard);
    else if (source !== undefined) use(ofSource(source), heard);
  }
  for (const { source } of config.sound?.music ?? []) use(ofSource(source), heard);
  if (hasPictures) for (const { source } of config.overlays) use(ofSource(source));
  return sources.map((source, index) => {
    const isSeen = seen.has(index);
    return { source, isSeen, isUsed: isSeen || heard.has(index) };
  });
}

/** Angles and layouts that are seen, and sources that are shots of their own. */
function namesShown(config: ConfigV2): { show: ReadonlySet<string>; own: ReadonlySet<string> } {
  const show = new Set<string>();
  const own = new Set<string>();
  for (const { kind, id } of shotsOf(config)) (kind === 'show' ? show : own).add(id);
  return { show, own };
}
