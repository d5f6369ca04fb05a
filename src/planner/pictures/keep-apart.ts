import type { VideoFacts } from '../facts/facts.ts';
import type { Span } from '../plan/plan.ts';

/**
 * Whether pictures may bypass the transform (`qpprime_y_zero_transform_bypass_flag`): in these profiles 4:2:0 and 4:2:2
 * have no other use. FFmpeg's decoder, and with it every browser's, shows what follows them in one stream, or goes
 * before them, as garbage.
 */
function isStoredWithoutLoss({ codec, profile }: VideoFacts): boolean {
  return codec === 'h264' && /4:4:4/.test(profile);
}

interface ApartSource {
  readonly facts: { readonly video: VideoFacts };
}

/**
 * Sources that may not be copied because something else stands beside them in the output: none where all of it is
 * copied from one of them, or nothing from any.
 */
export function findMixed(
  spans: readonly Span[],
  sources: readonly (ApartSource | undefined)[],
): ReadonlySet<number> {
  const isApart = (source: number) => {
    const facts = sources[source]?.facts;
    return facts !== undefined && isStoredWithoutLoss(facts.video);
  };
  const [first] = spans;
  const isOfOne = spans.every(
    (span) => span.kind === 'copy' && first?.kind === 'copy' && span.source === first.source,
  );
  const isAnyCopied = spans.some((span) => span.kind === 'copy' && isApart(span.source));
  return new Set(isOfOne || !isAnyCopied ? [] : [...sources.keys()].filter(isApart));
}
