'use client';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { problemOf, UploadQueue, useCutroom, type Cutroom, type UploadItem } from '../../../client/react.ts';
import { useToast, type ToastMessage } from '../../components/toast.tsx';
import { addAngle, compareFiles, setRendition } from '../model/angles.ts';
import { formatOf, hasFormat, type CameraFacts } from '../model/camera-format.ts';
import type { Edit } from '../../../edit/edit.ts';
import { fileNamesOf, hasFile } from '../../../contract/footage/recording-files.ts';
import { useHandover } from '../../submit/dropped.tsx';
import { followTake } from '../model/take.ts';
import { useStudio, type Studio } from '../state/studio-context.ts';
import { pagePath } from '../../page-path.ts';
import { addToRecording } from './add-to-recording.ts';
import { bringBeside, bringRecorder, isPictureOrCaptions, newAngle } from './bring-in.ts';
import { learnFile } from './known-files.ts';

export interface Ingest {
  readonly uploads: readonly UploadItem[];
  readonly queue: UploadQueue;
  /** Makes a file of the library a camera of this project, a recorder, its logo or its captions. */
  readonly addFile: (filePath: string) => Promise<void>;
  /** Brings files into the library and the project; with a recording named, into that. */
  readonly take: (files: readonly File[], recordingId?: string) => void;
  /** Lets a recording go on in a file of the library. */
  readonly addTo: (recordingId: string, filePath: string) => Promise<void>;
}

export const IngestContext = createContext<Ingest | undefined>(undefined);

export function useIngest(): Ingest {
  const ingest = useContext(IngestContext);
  if (ingest === undefined) throw new Error('This belongs into an open studio.');
  return ingest;
}

/** Files on their way in, and how a file becomes a camera. Files that arrive become cameras by themselves. */
export function useNewIngest(): Ingest {
  const cutroom = useCutroom();
  const studio = useStudio();
  const toast = useToast();
  const { takeFor } = useHandover();
  const [parts] = useState(() => makeParts(cutroom, studio, toast));
  useEffect(() => {
    const files = takeFor(studio.projectId);
    if (files.length > 0) parts.queue.add(files);
  }, [parts, studio, takeFor]);
  useEffect(() => {
    const { queue } = parts;
    const wake = () => queue.wakeUp();
    const warn = (event: BeforeUnloadEvent) => {
      if (queue.isBusy) event.preventDefault();
    };
    window.addEventListener('online', wake);
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('online', wake);
      window.removeEventListener('beforeunload', warn);
    };
  }, [parts]);
  const uploads = useSyncExternalStore(
    parts.queue.subscribe,
    () => parts.queue.items,
    () => parts.queue.items,
  );
  return { ...parts, uploads };
}

type Parts = Omit<Ingest, 'uploads'>;

function makeParts(cutroom: Cutroom, studio: Studio, say: (message: ToastMessage) => void): Parts {
  const facts = new Map<string, CameraFacts>();
  const targets = new WeakMap<File, string>();
  const make = (filePath: string, recordingId?: string) =>
    bringIn(cutroom, studio, { filePath, facts, recordingId });
  const queue = new UploadQueue({
    endpoint: pagePath('/api/upload'),
    order: (a, b) => compareFiles(a.name, b.name),
    onArrived: async (filePath, file) => {
      void cutroom.queryClient.invalidateQueries({ queryKey: cutroom.trpc.media.list.queryKey() });
      return untilAnswered(() => make(filePath, targets.get(file)));
    },
  });
  const orSay = async (filePath: string, work: Promise<void>) => {
    try {
      await work;
    } catch (error) {
      const { message, hint = '' } = problemOf(error);
      say({ title: `${filePath} could not be imported`, text: `${message} ${hint}`.trim(), isFault: true });
    }
  };
  return {
    queue,
    take: (files, recordingId) => {
      if (recordingId !== undefined) for (const file of files) targets.set(file, recordingId);
      queue.add(files);
    },
    addFile: (filePath) => orSay(filePath, make(filePath)),
    addTo: (recordingId, filePath) => orSay(filePath, make(filePath, recordingId)),
  };
}

/** How long to wait before the server is asked again, in milliseconds. */
const retryMs = 2000;

/** Goes on asking while the server cannot be reached; answers why it could not be done, if so. */
async function untilAnswered(work: () => Promise<void>): Promise<string | undefined> {
  for (;;) {
    try {
      await work();
      return undefined;
    } catch (error) {
      const { code, message, hint, isRetryable } = problemOf(error);
      if (!isRetryable || code === 'SOURCE_NOT_FOUND') return [message, hint].join(' ').trim();
      await new Promise((resume) => setTimeout(resume, retryMs));
    }
  }
}

interface NewCamera {
  readonly filePath: string;
  /** What is known of the files so far; grows. */
  readonly facts: Map<string, CameraFacts>;
  /** What it is to belong to; undefined: it is a recording of its own. */
  readonly recordingId?: string | undefined;
}

/** Makes of a file what it can be. */
async function bringIn(cutroom: Cutroom, studio: Studio, camera: NewCamera): Promise<void> {
  const { filePath, recordingId } = camera;
  if (isPictureOrCaptions(filePath)) return studio.store.change((edit) => bringBeside(edit, filePath));
  const probe = await cutroom.client.trpc.media.probe.query({ filePath });
  learnFile(studio, probe);
  const isCamera = probe.fps > 0;
  const { edit } = studio.store.getState();
  const ofItsKind = isCamera ? edit.angles : edit.finish.recorders;
  if (recordingId !== undefined && ofItsKind.some(({ id }) => id === recordingId))
    return addToRecording(cutroom.client, studio, { recordingId, filePath });
  if (isCamera) return makeCamera(cutroom, studio, camera);
  studio.store.change((now) => bringRecorder(now, filePath));
}

/** The cameras together say how large and how fast the programme is, until somebody chooses otherwise. */
async function makeCamera(
  { client }: Cutroom,
  studio: Studio,
  { filePath, facts }: NewCamera,
): Promise<void> {
  const { store, lengths } = studio;
  const known = fileNamesOf(store.getState().edit.angles);
  await Promise.all(
    [...new Set([...known, filePath])].map(async (path) => {
      if (facts.has(path)) return;
      const asked = client.trpc.media.probe.query({ filePath: path });
      // Of a camera that is gone nothing can be known; it has no say.
      const probe = path === filePath ? await asked : await asked.catch(() => undefined);
      if (!probe) return;
      facts.set(path, probe);
      learnFile(studio, probe);
    }),
  );
  store.change((edit) => {
    if (edit.angles.some((angle) => hasFile(angle, filePath))) return edit;
    const added = addAngle(edit, newAngle(filePath), lengths.get(filePath) ?? 0);
    return followTake(edit, followFormat(edit, added, facts), lengths);
  });
}

function followFormat(before: Edit, after: Edit, facts: ReadonlyMap<string, CameraFacts>): Edit {
  const formatFrom = ({ angles }: Edit) =>
    formatOf(fileNamesOf(angles).flatMap((filePath) => facts.get(filePath) ?? []));
  const isChosen = before.angles.length > 0 && !hasFormat(before.rendition, formatFrom(before));
  const size = formatFrom(after);
  return isChosen || size === undefined ? after : setRendition(after, size);
}
