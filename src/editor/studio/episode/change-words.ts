import { timesKey } from '../../../contract/captions/correct-captions.ts';
import type { PlacedChapter, PlacedLogo, PlacedTitle } from '../../../contract/project-finish.ts';
import type { Edit } from '../../../edit/edit.ts';
import { changeFinish } from './change-finish.ts';

/** Titles, chapters and logos; each change answers a new edit. */

/** Nearer than this, in seconds, two chapters are one. */
const sameChapter = 0.5;

export function addChapter(edit: Edit, { id, time }: Pick<PlacedChapter, 'id' | 'time'>): Edit {
  const { chapters } = edit.finish;
  if (chapters.some((chapter) => Math.abs(chapter.time - time) < sameChapter)) return edit;
  const title = `Chapter ${chapters.length + 1}`;
  const sorted = [...chapters, { id, time, title }].sort((a, b) => a.time - b.time);
  return changeFinish(edit, { chapters: sorted });
}

export function changeChapter(edit: Edit, id: string, change: Partial<PlacedChapter>): Edit {
  const chapters = edit.finish.chapters.map((one) => (one.id === id ? { ...one, ...change } : one));
  return changeFinish(edit, { chapters: chapters.sort((a, b) => a.time - b.time) });
}

export function removeChapter(edit: Edit, id: string): Edit {
  return changeFinish(edit, { chapters: edit.finish.chapters.filter((one) => one.id !== id) });
}

/** A title stands long enough to be read twice. */
const titleSeconds = 5;

export function addTitle(edit: Edit, { id, from }: Pick<PlacedTitle, 'id' | 'from'>): Edit {
  const title = {
    id,
    text: 'Name\nWhat he or she is',
    style: 'lower-third' as const,
    from,
    to: from + titleSeconds,
  };
  const titles = [...edit.finish.titles, title].sort((a, b) => a.from - b.from);
  return changeFinish(edit, { titles });
}

export function changeTitle(edit: Edit, id: string, change: Partial<PlacedTitle>): Edit {
  const titles = edit.finish.titles.map((one) => {
    const next = { ...one, ...change };
    return one.id === id ? { ...next, to: Math.max(next.to, next.from + 0.5) } : one;
  });
  return changeFinish(edit, { titles });
}

export function removeTitle(edit: Edit, id: string): Edit {
  return changeFinish(edit, { titles: edit.finish.titles.filter((one) => one.id !== id) });
}

/** What one caption says instead; undefined: what the file says. */
export function correctCaption(
  edit: Edit,
  { from, to }: { readonly from: number; readonly to: number },
  text: string | undefined,
): Edit {
  const { captions } = edit.finish;
  if (!captions) return edit;
  const key = timesKey(from, to);
  const others = (captions.corrections ?? []).filter((one) => timesKey(one.from, one.to) !== key);
  const corrections = text === undefined ? others : [...others, { from, to, text }];
  return changeFinish(edit, { captions: { ...captions, corrections } });
}

export function changeLogo(edit: Edit, id: string, change: Partial<PlacedLogo>): Edit {
  const logos = edit.finish.logos.map((one) => (one.id === id ? { ...one, ...change } : one));
  return changeFinish(edit, { logos });
}

export function removeLogo(edit: Edit, id: string): Edit {
  return changeFinish(edit, { logos: edit.finish.logos.filter((one) => one.id !== id) });
}
