'use client';
import { useEffect, useMemo, useState } from 'react';
import { useCutroom } from '../../../client/react.ts';
import type { Lengths } from '../model/take.ts';
import { useEdit, useStudio } from './studio-context.ts';

/** How long the cameras' files are, as soon as each is known. */
export function useCameraLengths(): Lengths {
  const { angles } = useEdit();
  return useLengths(useMemo(() => angles.map(({ filePath }) => filePath), [angles]));
}

/** How long these files are, in seconds, asked for at once: what is made from them may take minutes to tell. */
export function useLengths(filePaths: readonly string[]): Lengths {
  const { client } = useCutroom();
  const { lengths } = useStudio();
  const [told, setTold] = useState<Lengths>(() => new Map(lengths));
  useEffect(() => {
    let isWanted = true;
    const ask = async (filePath: string) => {
      const known = lengths.get(filePath);
      const seconds = known ?? (await client.trpc.media.probe.query({ filePath })).durationSeconds;
      lengths.set(filePath, seconds);
      if (isWanted) setTold((before) => new Map(before).set(filePath, seconds));
    };
    // A file that cannot be read says so where its preview is told of.
    for (const filePath of filePaths) void ask(filePath).catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [client, lengths, filePaths]);
  return told;
}
