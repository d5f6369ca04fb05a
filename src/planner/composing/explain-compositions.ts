import { toNumber, type Rational } from '../../timeline/rational.ts';
import type { Composition, Span } from '../plan/plan.ts';

/** Why composed spans are encoded: a sentence for each thing that is seen in them, with its seconds. */
export function explainCompositions(spans: readonly Span[], rate: Rational): string[] {
  const frames = new Map<string, number>();
  for (const span of spans) {
    if (span.kind !== 'compose') continue;
    const what = namesOf(span.composition).join(' and ');
    frames.set(what, (frames.get(what) ?? 0) + span.frameCount);
  }
  return [...frames].map(([what, count]) => {
    const seconds = Number((count / toNumber(rate)).toFixed(1));
    return `${seconds.toLocaleString('en')} s are encoded for ${what}.`;
  });
}

function namesOf({ into, overlays, words, scene }: Composition): string[] {
  const names = [
    into && (into.scene.layers.length === 0 || scene.layers.length === 0 ? 'fades' : 'dissolves'),
    overlays.length > 0 && 'what lies over the picture',
    words.some(({ style }) => style !== 'caption') && 'titles',
    words.some(({ style }) => style === 'caption') && 'captions',
  ].filter((name) => typeof name === 'string');
  if (names.length > 0) return names;
  return [scene.layers.length > 1 ? 'several pictures at once' : 'pictures that are cropped'];
}
