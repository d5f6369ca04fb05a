'use client';
import { useEffect, useMemo, useState } from 'react';
import { timesKey } from '../../../contract/captions/correct-captions.ts';
import { decodeCaptions } from '../../../contract/captions/decode-captions.ts';
import { parseCaptions } from '../../../contract/captions/parse-captions.ts';
import { toNumber } from '../../../timeline/rational.ts';
import type { DrawnWords } from '../stage/draw-words.ts';
import { useEdit, useStudio } from './studio-context.ts';
import { playableUrl } from './use-assets.ts';

/** The pictures of the logos, by file, as far as they have been fetched. */
export function useLogos(): ReadonlyMap<string, HTMLImageElement> {
  const { player } = useStudio();
  const { logos } = useEdit().finish;
  const key = [...new Set(logos.map(({ filePath }) => filePath))].join('\n');
  return useMemo(() => {
    const paths = key === '' ? [] : key.split('\n');
    return new Map(
      paths.map((path) => {
        const image = new Image();
        // Drawn as soon as it is there, also where nothing moves.
        image.onload = () => player.seek(player.position);
        image.src = playableUrl(path, undefined);
        return [path, image] as const;
      }),
    );
  }, [key, player]);
}

/** A caption as it is shown, and what the file says. */
export interface ReadCaption extends DrawnWords {
  /** Undefined where nobody has corrected it. */
  readonly original?: string | undefined;
}

const none: readonly DrawnWords[] = [];

/** The captions of the programme as they are shown, as far as they have been fetched. */
export function useCaptions(): readonly DrawnWords[] {
  const captions = useReadCaptions();
  return useMemo(() => captions.filter(({ text }) => text !== ''), [captions]);
}

/** Every caption of the file, corrected; those that were taken out are without text. */
export function useReadCaptions(): readonly ReadCaption[] {
  const { player } = useStudio();
  const words = useCaptionFile();
  const corrections = useEdit().finish.captions?.corrections;
  const corrected = useMemo(() => {
    const texts = new Map((corrections ?? []).map(({ from, to, text }) => [timesKey(from, to), text]));
    return words.map((caption): ReadCaption => {
      const text = texts.get(timesKey(caption.from, caption.to));
      return text === undefined ? caption : { ...caption, text: text.trim(), original: caption.text };
    });
  }, [words, corrections]);
  // Drawn as soon as it is there, also where nothing moves.
  useEffect(() => player.seek(player.position), [player, corrected]);
  return corrected;
}

function useCaptionFile(): readonly DrawnWords[] {
  const filePath = useEdit().finish.captions?.filePath;
  const [read, setRead] = useState<{ readonly filePath: string; readonly words: readonly DrawnWords[] }>();
  useEffect(() => {
    if (filePath === undefined) return;
    let isWanted = true;
    const fetchWords = async (): Promise<void> => {
      const answer = await fetch(playableUrl(filePath, undefined));
      const parsed = parseCaptions(
        answer.ok ? decodeCaptions(new Uint8Array(await answer.arrayBuffer())) : '',
      );
      if (!isWanted || !parsed.isOk) return;
      const words = parsed.captions.map(({ text, from, to }) => ({
        ...{ text, from: toNumber(from), to: toNumber(to), style: 'caption' as const },
      }));
      setRead({ filePath, words });
    };
    fetchWords().catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [filePath]);
  return read?.filePath === filePath ? (read?.words ?? none) : none;
}
