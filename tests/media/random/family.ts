import type { Dice } from '../oracle/dice.ts';
import type { JudgedEdit } from '../oracle/edit.ts';
import type { TestExport } from '../oracle/export-with-engine.ts';
import { wordsOf, type RandomExport } from '../oracle/random-export.ts';
import { makeFootage } from '../footage/make-footage.ts';
import type { Footage, FootageSpec } from '../footage/spec.ts';
import { someClips, type ToCut } from './some-clips.ts';

export const small = { width: 160, height: 90 };

/** One kind of random export. `folder` is the test's own, for films that no cache keeps. */
export type Family = (seed: number, folder: string) => Promise<RandomExport>;

export interface Made extends ToCut {
  readonly words: string;
}

/** Clips of these films, exported in small pictures; `work` says how, a copy in MP4 unless told. */
export function exportOf(dice: Dice, made: Made, work: Partial<TestExport> & { id: string }): RandomExport {
  const { sources, rate, words } = made;
  const clips = someClips(dice, made);
  const includeAudio = sources.some(({ audio }) => audio !== null);
  const edit: JudgedEdit = { rate, ...small, sources, clips, includeAudio };
  const { codec = 'copy', format = 'mp4', ...more } = work;
  return {
    work: { edit, codec, format, ...more },
    words: `${codec} ${format}: ${words} | ${wordsOf(clips)}`,
  };
}

/** Films one after the other: encoders take every core they find. */
export async function makeFilms(specs: readonly FootageSpec[]): Promise<Footage[]> {
  const films: Footage[] = [];
  for (const spec of specs) films.push(await makeFootage(spec));
  return films;
}
