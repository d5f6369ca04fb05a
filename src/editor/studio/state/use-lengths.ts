'use client';
import { useEffect, useMemo, useState } from 'react';
import { useCutroom } from '../../../client/react.ts';
import { fileNamesOf } from '../../../contract/footage/recording-files.ts';
import { learnFile } from '../ingest/known-files.ts';
import type { Lengths } from '../model/take.ts';
import { useEdit, useStudio } from './studio-context.ts';

/** How long the cameras' files are, as soon as each is known. */
export function useCameraLengths(): Lengths {
  const { angles } = useEdit();
  return useLengths(useMemo(() => fileNamesOf(angles), [angles]));
}

/** How long these files are, in seconds, asked for at once: what is made from them may take minutes to tell. */
export function useLengths(filePaths: readonly string[]): Lengths {
  const { client } = useCutroom();
  const studio = useStudio();
  const { lengths } = studio;
  const [told, setTold] = useState<Lengths>(() => new Map(lengths));
  useEffect(() => {
    let isWanted = true;
    const ask = async (filePath: string) => {
      if (!lengths.has(filePath)) learnFile(studio, await client.trpc.media.probe.query({ filePath }));
      const seconds = lengths.get(filePath) ?? 0;
      if (isWanted) setTold((before) => new Map(before).set(filePath, seconds));
    };
    // A file that cannot be read says so where its preview is told of.
    for (const filePath of filePaths) void ask(filePath).catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [client, studio, lengths, filePaths]);
  return told;
}
