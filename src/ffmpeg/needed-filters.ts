import type { ExportPlan } from '../planner/plan.ts';
import { sourceFilters, treatmentFilters } from './picture-filters.ts';

export interface NeededFilter {
  /** As FFmpeg lists it. */
  readonly filter: string;
  /** The source that needs it, by its index. */
  readonly source: number;
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
export function neededFilters({ treatments, format }: ExportPlan): readonly NeededFilter[] {
  const found = new Map<string, NeededFilter>();
  for (const [source, treatment] of treatments) {
    for (const step of [...sourceFilters(treatment), ...treatmentFilters(treatment, format)]) {
      const filter = step.split('=', 1)[0] ?? '';
      if (!found.has(filter)) found.set(filter, { filter, source, purpose: purposes[filter] ?? 'show' });
    }
  }
  return [...found.values()];
}

/** The names in what `ffmpeg -filters` prints: lines of three flags, a name, what goes in and out, and words. */
export function parseFilters(listing: string): ReadonlySet<string> {
  return new Set([...listing.matchAll(/^ [T.][S.][C.]? (\S+) +\S+->\S+ /gm)].map(([, name = '']) => name));
}
