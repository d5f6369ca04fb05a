/** The rules of an automatic cut; `cut-knobs-schema.ts` says what each one means. All lengths are seconds. */
export interface CutKnobs {
  shortestSeconds: number;
  longestSeconds: number;
  leadSeconds: number;
  backChannelSeconds: number;
  collisionSeconds: number;
  crossTalkSeconds: number;
  crossTalk: 'wide' | 'both' | 'hold';
  silence: 'hold' | 'wide';
  silenceSeconds: number;
  reactionEverySeconds: number;
  reactionSeconds: number;
  closeUpAfterSeconds: number;
}

/** Which silences are taken out; lengths are seconds. */
export interface TrimKnobs {
  longerThanSeconds: number;
  paddingSeconds: number;
}

/**
 * Back-channels, collisions and talk over talk as multicam editors name them; shot lengths as in filmed talks, where
 * few shots are under two seconds.
 */
export const defaultCutKnobs: CutKnobs = {
  shortestSeconds: 2,
  longestSeconds: 40,
  leadSeconds: 0.2,
  backChannelSeconds: 0.7,
  collisionSeconds: 0.3,
  crossTalkSeconds: 2,
  crossTalk: 'wide',
  silence: 'hold',
  silenceSeconds: 5,
  reactionEverySeconds: 60,
  reactionSeconds: 2.5,
  closeUpAfterSeconds: 0,
};

/** Knobs that go together, by name. */
export const cutPresets = {
  calm: { ...defaultCutKnobs, shortestSeconds: 4, longestSeconds: 0, reactionEverySeconds: 0 },
  lively: { ...defaultCutKnobs, shortestSeconds: 1.2, longestSeconds: 20, reactionEverySeconds: 25 },
  'mostly-wide': { ...defaultCutKnobs, shortestSeconds: 3, closeUpAfterSeconds: 8, reactionEverySeconds: 0 },
} as const satisfies Record<string, CutKnobs>;
export type CutPreset = keyof typeof cutPresets;

export const defaultTrimKnobs: TrimKnobs = { longerThanSeconds: 1.5, paddingSeconds: 0.3 };

/** Knobs with some of them turned; those that are undefined stay. */
export function turnKnobs<Knobs extends object>(
  knobs: Knobs,
  turned: { readonly [Key in keyof Knobs]?: Knobs[Key] | undefined } | undefined,
): Knobs {
  const told = Object.entries(turned ?? {}).filter(([, value]) => value !== undefined);
  return { ...knobs, ...(Object.fromEntries(told) as Partial<Knobs>) };
}
