'use client';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { problemOf, useCutroom, type Cutroom } from '../../../client/react.ts';
import { useToast, type ToastMessage } from '../../components/toast.tsx';
import { addAngle, setRendition } from '../model/angles.ts';
import type { StudioStore } from '../model/studio-store.ts';
import { useStudio } from '../state/studio-context.ts';
import { UploadQueue, type UploadItem } from './upload-queue.ts';

export interface Ingest {
  readonly uploads: readonly UploadItem[];
  readonly queue: UploadQueue;
  /** Makes a file of the library a camera of this project. */
  readonly addFile: (filePath: string) => Promise<void>;
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
  const { store } = useStudio();
  const toast = useToast();
  const [parts] = useState(() => makeParts(cutroom, store, toast));
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
  return { uploads, queue: parts.queue, addFile: parts.addFile };
}

interface Parts {
  readonly queue: UploadQueue;
  readonly addFile: (filePath: string) => Promise<void>;
}

function makeParts(cutroom: Cutroom, store: StudioStore, say: (message: ToastMessage) => void): Parts {
  const parts: Parts = {
    addFile: async (filePath) => {
      try {
        await makeCamera(cutroom, store, filePath);
      } catch (error) {
        const { message, hint } = problemOf(error);
        say({
          title: `${filePath} could not be added`,
          text: `${message} ${hint ?? ''}`,
          isFault: true,
        });
      }
    },
    queue: new UploadQueue({
      endpoint: '/api/upload',
      onArrived: (filePath) => {
        void cutroom.queryClient.invalidateQueries({ queryKey: cutroom.trpc.media.list.queryKey() });
        void parts.addFile(filePath);
      },
    }),
  };
  return parts;
}

/** The first camera says how large and how fast the programme is: so its pictures can go through untouched. */
async function makeCamera({ client }: Cutroom, store: StudioStore, filePath: string): Promise<void> {
  const probe = await client.trpc.media.probe.query({ filePath });
  store.change((edit) => {
    if (edit.angles.some((angle) => angle.filePath === filePath)) return edit;
    const isFirst = edit.angles.length === 0;
    const { width, height, fps } = probe;
    const size = { width, height, fps: Math.round(fps * 1000) / 1000 };
    const angle = {
      ...{ id: crypto.randomUUID(), name: nameFrom(filePath), filePath },
      ...{ offsetSeconds: 0, driftPpm: 0, sync: 'none' as const },
    };
    return addAngle(isFirst && width > 0 ? setRendition(edit, size) : edit, angle, probe.durationSeconds);
  });
}

/** `takes/Camera_2.final.mp4` is `Camera 2 final` to people. */
export function nameFrom(filePath: string): string {
  const base = filePath.split('/').at(-1) ?? filePath;
  const words = base.replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/[._-]+/g, ' ');
  const name = words.trim().slice(0, 60);
  return name === '' ? base : name.charAt(0).toUpperCase() + name.slice(1);
}
