import type { CopyableSource } from './explain-picture.ts';
import type { HdrFacts, StaticHdr } from '../facts/facts.ts';
import type { Span } from '../plan/plan.ts';

/** What of it can stand on encoded pictures, too; undefined where that is nothing. */
export function staticHdr(hdr: HdrFacts | undefined): StaticHdr | undefined {
  if (!hdr?.mastering && !hdr?.light) return undefined;
  const { mastering, light } = hdr;
  return { ...(mastering && { mastering }), ...(light && { light }) };
}

/** Whether pictures of both may stand in one track, which can say only one thing of all of them. */
export function isSameHdr(a: HdrFacts | undefined, b: HdrFacts | undefined): boolean {
  return textOf(a) === textOf(b);
}

function textOf(hdr: HdrFacts | undefined): string {
  const { mastering, light } = hdr ?? {};
  return JSON.stringify([
    mastering ? [mastering.chromaticities, mastering.maxLuminance, mastering.minLuminance] : null,
    light ? [light.maxContent, light.maxAverage] : null,
  ]);
}

/** What copied pictures lose that says how bright each of them is, a sentence for each source that has it. */
export function explainHdr(spans: readonly Span[], sources: readonly CopyableSource[]): string[] {
  return sources.flatMap(({ source, name, facts }) => {
    const { dynamic } = facts.video.hdr ?? {};
    const isCopied = spans.some((span) => span.kind === 'copy' && span.source === source);
    if (!dynamic || !isCopied) return [];
    return [
      `${name} is copied without its ${dynamic} metadata, which encoded pictures beside it cannot have.`,
    ];
  });
}
