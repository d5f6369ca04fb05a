import type { Quality, RenditionRequest } from '../../contract/exports/rendition.ts';
import type { Edl } from '../../timeline/edl.ts';
import type { KnownSound, PictureIndex, SourceFacts } from '../facts/facts.ts';

/** All that is known of one source that the edit shows. */
export interface KnownSource extends KnownSound {
  readonly facts: SourceFacts;
  readonly index: PictureIndex;
}

/** What may not be copied, because a build in which it was did not pass its check. */
export interface Withheld {
  /** Clips of which no pictures are copied. */
  readonly encodedClips: ReadonlySet<number>;
  /** No packets of sound are copied. */
  readonly isSoundEncoded: boolean;
}

export interface PlanInput extends Partial<Withheld> {
  readonly edl: Edl;
  readonly request: RenditionRequest;
  /** By source index; undefined for sources that no clip shows. */
  readonly sources: readonly (KnownSource | undefined)[];
  /** By source index: those that are heard and never seen. */
  readonly heard?: readonly (KnownSound | undefined)[];
  /** How good encoded pictures are; `standard` where it is left out. */
  readonly quality?: Quality;
}

/** Everything that may be heard, by source index: what is seen, too, and what is only heard. */
export function soundsOf<Heard>({
  sources,
  heard = [],
}: {
  readonly sources: readonly (Heard | undefined)[];
  readonly heard?: readonly (Heard | undefined)[];
}): (Heard | undefined)[] {
  return Array.from({ length: Math.max(sources.length, heard.length) }, (_, i) => sources[i] ?? heard[i]);
}
