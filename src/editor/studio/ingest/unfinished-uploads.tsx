'use client';
import { useEffect, useState } from 'react';
import { defaultOptions } from 'tus-js-client';
import { History } from 'lucide-react';
import { namesOfUnfinished } from '../../../client/sending/part-memory.ts';
import { useIngest } from './use-ingest.ts';

/** More than anybody remembers. */
const most = 5;

/** What an earlier visit of this browser did not get to send whole, so that one knows which file to choose again. */
export function UnfinishedUploads() {
  const { uploads } = useIngest();
  const [earlier, setEarlier] = useState<readonly string[]>([]);
  useEffect(() => {
    let isWanted = true;
    void defaultOptions.urlStorage?.findAllUploads().then((found) => {
      const names = found.flatMap(({ metadata }) => metadata['filename'] ?? []);
      if (isWanted) setEarlier([...names, ...namesOfUnfinished()]);
    });
    return () => {
      isWanted = false;
    };
  }, [uploads.length]);
  const names = earlier.filter((name) => uploads.every((item) => item.name !== name));
  if (names.length === 0) return null;
  return (
    <div className="mt-4 flex max-w-md gap-2.5 rounded-lg bg-live-ground px-3.5 py-2.5 text-left text-sm text-pretty">
      <History aria-hidden className="mt-0.5 size-4 shrink-0 text-live-text" />
      <p>
        Not all of <strong className="font-semibold">{[...new Set(names)].slice(0, most).join(', ')}</strong>{' '}
        has arrived. Choose {names.length === 1 ? 'it' : 'them'} again, and the upload goes on where it
        stopped.
      </p>
    </div>
  );
}
