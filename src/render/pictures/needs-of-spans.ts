import type { NeededBytes } from '../../children/child-work.ts';
import { neededPictures } from '../../media/reading/needed-bytes.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import type { EncodeSpan, SourcePictures } from '../../planner/plan/plan.ts';

interface SpanOfSource {
  readonly span: EncodeSpan;
  readonly source: ReadSource | undefined;
}

/** What has to be there of sources that lie elsewhere. */
export function needsOf(works: readonly SpanOfSource[]): NeededBytes[] | undefined {
  return needsOfShown(
    works.flatMap(({ span: { pictures }, source }) =>
      source && pictures.kind !== 'black' ? [{ source, pictures }] : [],
    ),
  );
}

/** Undefined where they need all of a source, or none lies elsewhere. */
export function needsOfShown(
  shown: readonly { readonly source: ReadSource; readonly pictures: SourcePictures }[],
): NeededBytes[] | undefined {
  const needs = shown.map(({ source, pictures }) => ({
    path: source.path,
    ranges: neededPictures(source, pictures),
  }));
  const whole = new Set(needs.filter(({ ranges }) => !ranges).map(({ path }) => path));
  return needs.flatMap(({ path, ranges }) => (ranges && !whole.has(path) ? [{ path, ranges }] : []));
}
