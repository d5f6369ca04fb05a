import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { UploadQueue, type IfTaken, type UploadItem } from '../sending/upload-queue.ts';
import { useCutroom } from './context.ts';

export interface UploadHandlers {
  /**
   * What becomes of a file whose name is taken in the library by another: it is kept beside it under a name of its own
   * (the default), or takes its place. Looked at once, when the component begins.
   */
  readonly ifTaken?: IfTaken;
  /** A file is in the library; `filePath` is its name in a config. It differs from the file's own where that was taken. */
  readonly onUploaded?: (filePath: string, fileName: string) => void;
}

export interface Uploading {
  /** Every file that was added, with what of it was sent. */
  readonly uploads: readonly UploadItem[];
  /** Sends files into the library, in this order, two at a time. */
  readonly add: (files: Iterable<File>) => void;
  readonly pause: (id: string) => void;
  /** Goes on with a paused file, or tries one again that failed. */
  readonly resume: (id: string) => void;
  /** Takes a file off the list; what of it has arrived is thrown away, unless all of it has. */
  readonly remove: (id: string) => void;
}

/**
 * Resumable uploads (tus) into the source library: they go on by themselves after a lost network, and where they
 * stopped when the person chooses the same file again after a reload. They end with the component.
 */
export function useUpload(handlers: UploadHandlers = {}): Uploading {
  const { client, queryClient, trpc } = useCutroom();
  const [queue] = useState(
    () =>
      new UploadQueue({
        endpoint: client.absoluteUrl('/api/upload'),
        headers: client.headers,
        ifTaken: handlers.ifTaken ?? 'keep-both',
      }),
  );
  const { onUploaded } = handlers;
  useEffect(
    () =>
      queue.onArrival((filePath, fileName) => {
        void queryClient.invalidateQueries({ queryKey: trpc.media.list.queryKey() });
        onUploaded?.(filePath, fileName);
      }),
    [onUploaded, queryClient, queue, trpc],
  );
  useEffect(() => {
    const wake = () => queue.wakeUp();
    window.addEventListener('online', wake);
    return () => {
      window.removeEventListener('online', wake);
      queue.close();
    };
  }, [queue]);
  const uploads = useSyncExternalStore(
    queue.subscribe,
    () => queue.items,
    () => queue.items,
  );
  return {
    uploads,
    add: useCallback((files) => queue.add([...files]), [queue]),
    pause: useCallback((id) => queue.pause(id), [queue]),
    resume: useCallback((id) => queue.resume(id), [queue]),
    remove: useCallback((id) => queue.remove(id), [queue]),
  };
}
