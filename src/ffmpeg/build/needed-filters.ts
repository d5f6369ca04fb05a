import type { Composition, ExportPlan, PictureFormat } from '../../planner/plan/plan.ts';
import { overFilters } from '../pictures/over-filters.ts';
import { sourceFilters, treatmentFilters } from '../pictures/picture-filters.ts';

export interface NeededFilter {
  /** As FFmpeg lists it. */
  readonly filter: string;
  /** The source that needs it, by its index; undefined where the edit itself does. */
  readonly source: number | undefined;
  /** What it is needed for: `deinterlace`. */
  readonly purpose: string;
}

/** What filters that not every FFmpeg has are there for; the others come with every FFmpeg. */
const purposes: Readonly<Record<string, string>> = {
  zscale: 'convert the colours of',
  tonemap: 'bring the brightness of HDR down in',
  bwdif: 'deinterlace',
};

/** The filters that the sources of a plan take, each with the first source that takes it. */
export function neededFilters({ treatments, format, spans }: ExportPlan): readonly NeededFilter[] {
  const found = new Map<string, NeededFilter>();
  for (const span of spans) {
    if (span.kind !== 'compose') continue;
    for (const [filter, purpose] of filtersOf(span.composition, format))
      if (!found.has(filter)) found.set(filter, { filter, source: undefined, purpose });
  }
  for (const [source, treatment] of treatments) {
    for (const step of [...sourceFilters(treatment), ...treatmentFilters(treatment, format)]) {
      const filter = nameOf(step);
      if (!found.has(filter)) found.set(filter, { filter, source, purpose: purposes[filter] ?? 'show' });
    }
  }
  return [...found.values()];
}

const nameOf = (step: string): string => step.split('=', 1)[0] ?? '';

function filtersOf(
  { into, words, overlays, scene }: Composition,
  format: PictureFormat,
): [filter: string, purpose: string][] {
  const colours = overlays.flatMap((layer) => overFilters(layer, format).map(nameOf));
  const isLaid = overlays.length > 0 || scene.layers.length > 1;
  return [
    ...(into ? [['xfade', 'let one picture pass into another'] as [string, string]] : []),
    ...(words.length > 0 ? [['ass', 'write titles and captions'] as [string, string]] : []),
    ...(isLaid ? [['overlay', 'lay pictures over others'] as [string, string]] : []),
    ...colours.flatMap((name): [string, string][] =>
      purposes[name] === undefined ? [] : [[name, `${purposes[name]} what lies over pictures`]],
    ),
  ];
}

/** The names in what `ffmpeg -filters` prints: lines of three flags, a name, what goes in and out, and words. */
export function parseFilters(listing: string): ReadonlySet<string> {
  return new Set([...listing.matchAll(/^ [T.][S.][C.]? (\S+) +\S+->\S+ /gm)].map(([, name = '']) => name));
}
