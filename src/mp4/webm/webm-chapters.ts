import { utf8Bytes } from '../../shared/utf8-bytes.ts';
import type { ChapterMark } from '../write/chapter-marks.ts';
import { element, text, uint, type Ebml } from './ebml.ts';

const nanosecondsPerTick = 1_000_000;

/**
 * The chapters of a WebM, whose ticks are milliseconds: by their time, each on its own. Only what the guidelines of WebM
 * list is written: Matroska's flags, which they leave out, say by default that everything is shown.
 */
export function chaptersElement(marks: readonly ChapterMark[], durationMs: number): Ebml {
  if (marks.length === 0) return [];
  const atoms = marks.map(({ title, from }, i) => {
    const to = marks[i + 1]?.from ?? Math.ceil(durationMs);
    // Its number must not be 0, and be its own in the file.
    const times = [
      uint(0x73c4, i + 1),
      uint(0x91, nanosecondsPerTick * from),
      uint(0x92, nanosecondsPerTick * to),
    ];
    return element(0xb6, ...times, element(0x80, element(0x85, utf8Bytes(title)), text(0x437c, 'und')));
  });
  return element(chaptersId, element(0x45b9, ...atoms));
}

export const chaptersId = 0x1043a770;
