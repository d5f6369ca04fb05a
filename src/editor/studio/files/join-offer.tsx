'use client';
import { useMemo, useState } from 'react';
import { useQueries } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { problemOf, useCutroom } from '../../../client/react.ts';
import type { ListedFile } from '../../../contract/footage/chapters.ts';
import { fileNamesOf } from '../../../contract/footage/recording-files.ts';
import type { SourceProbe } from '../../../contract/footage/media.ts';
import { Button } from '../../components/button.tsx';
import { useToast } from '../../components/toast.tsx';
import { formatCount } from '../../words/numbers.ts';
import { filesToLay, learnFiles } from '../ingest/known-files.ts';
import { joinCameras, splitRecordingsIn, type SplitRecording } from '../model/join-cameras.ts';
import { changeCameras } from '../state/commands.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';

/** Offers to make one camera of those that are one recording, which the camera cut up by itself. */
export function JoinOffers() {
  const { projectId } = useStudio();
  const edit = useEdit();
  const known = useKnownFiles(useMemo(() => fileNamesOf(edit.angles), [edit.angles]));
  const [apart, setApart] = useState<readonly string[]>(() => readApart(projectId));
  const offers = splitRecordingsIn(edit, known).filter((split) => !apart.includes(keyOf(split)));
  const keep = (split: SplitRecording) => {
    const next = [...apart, keyOf(split)];
    setApart(next);
    writeApart(projectId, next);
  };
  return offers.map((split) => (
    <JoinOffer key={keyOf(split)} split={split} onKeepApart={() => keep(split)} />
  ));
}

function JoinOffer({
  split,
  onKeepApart,
}: {
  readonly split: SplitRecording;
  readonly onKeepApart: () => void;
}) {
  const studio = useStudio();
  const { client } = useCutroom();
  const toast = useToast();
  const { angleIds, filePaths } = split;
  const join = async () => {
    try {
      await learnFiles(client, studio, filePaths);
      const files = filesToLay(studio, filePaths);
      changeCameras(studio, (edit) => joinCameras(edit, { angleIds, files }, studio.lengths));
    } catch (error) {
      const { message, hint = '' } = problemOf(error);
      toast({ title: message, text: hint, isFault: true });
    }
  };
  return (
    <section
      aria-label="Files of one recording"
      className="mx-1 mb-2 rounded-lg bg-live-ground p-2.5 text-xs text-pretty"
    >
      <p className="flex gap-2 font-medium text-live-text">
        <Link2 aria-hidden className="size-4 shrink-0" />
        These {countWord(filePaths.length)} files are one recording.
      </p>
      <p className="mt-1 break-words text-muted">{filePaths.map(lastPart).join(', ')}</p>
      <div className="mt-2 flex flex-wrap gap-1.5">
        <Button look="primary" className="min-h-7 px-2 text-xs" onClick={() => void join()}>
          Make one camera
        </Button>
        <Button look="quiet" className="min-h-7 px-2 text-xs" onClick={onKeepApart}>
          Keep apart
        </Button>
      </div>
    </section>
  );
}

const words = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'] as const;

function countWord(count: number): string {
  return words[count - 2] ?? formatCount(count);
}

function lastPart(filePath: string): string {
  return filePath.split('/').at(-1) ?? filePath;
}

/** What tells of files whether they are one recording, as far as it is known. */
function useKnownFiles(filePaths: readonly string[]): readonly ListedFile[] {
  const { queryClient, trpc } = useCutroom();
  const queries = filePaths.map((filePath) =>
    trpc.media.probe.queryOptions({ filePath }, { staleTime: 30_000 }),
  );
  return useQueries({ queries, combine: listedIn }, queryClient);
}

function listedIn(answers: readonly { readonly data: SourceProbe | undefined }[]): readonly ListedFile[] {
  return answers.flatMap(({ data }) => (data ? [data] : []));
}

function keyOf({ filePaths }: SplitRecording): string {
  return filePaths.join('\n');
}

const storeKey = (projectId: string) => `cutroom-apart-${projectId}`;

function readApart(projectId: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storeKey(projectId)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
}

function writeApart(projectId: string, keys: readonly string[]): void {
  try {
    localStorage.setItem(storeKey(projectId), JSON.stringify(keys));
  } catch {
    // A browser that lets nothing be kept asks again next time.
  }
}
