'use client';
import { Pause, Play, TriangleAlert, X } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { Progress } from '../../components/progress.tsx';
import { formatBytes, formatPercent } from '../../words/numbers.ts';
import type { UploadItem } from '../../../client/react.ts';
import { useIngest } from './use-ingest.ts';

/** The files on their way in, with what can be done with each. */
export function UploadList() {
  const { uploads } = useIngest();
  const shown = uploads.filter(({ state }) => state !== 'done');
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="space-y-2">
      {shown.map((item) => (
        <UploadRow key={item.id} item={item} />
      ))}
    </ul>
  );
}

function UploadRow({ item }: { readonly item: UploadItem }) {
  return item.state === 'refused' ? <RefusedRow item={item} /> : <SendingRow item={item} />;
}

/** There is nothing to go on with; it says why until somebody has read it. */
function RefusedRow({ item }: { readonly item: UploadItem }) {
  const { queue } = useIngest();
  return (
    <li className="flex items-start gap-2 rounded-lg bg-fault-ground py-1 pr-1 pl-2.5">
      <TriangleAlert aria-hidden className="mt-1.5 size-4 shrink-0 text-fault" />
      <p className="min-w-0 flex-1 py-1 text-xs text-pretty break-words text-text">
        {item.trouble?.includes(item.name) === true ? '' : `${item.name}: `}
        {item.trouble}
      </p>
      <IconButton
        label={`Dismiss ${item.name}`}
        className="size-7 max-sm:size-9"
        onClick={() => queue.remove(item.id)}
      >
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

function SendingRow({ item }: { readonly item: UploadItem }) {
  const { queue } = useIngest();
  const share = item.bytes === 0 ? 0 : item.sent / item.bytes;
  const isStanding = item.state === 'paused' || item.state === 'failed' || item.state === 'retrying';
  return (
    <li className="rounded-lg bg-raised p-2.5 ring-1 ring-line ring-inset">
      <div className="flex items-center gap-1">
        <p className="min-w-0 flex-1 truncate text-sm" title={item.name}>
          {item.name}
        </p>
        {isStanding && (
          <IconButton
            label={`${item.state === 'paused' ? 'Resume' : 'Try again:'} ${item.name}`}
            className="size-7"
            onClick={() => queue.resume(item.id)}
          >
            <Play aria-hidden />
          </IconButton>
        )}
        {(item.state === 'sending' || item.state === 'waiting') && (
          <IconButton label={`Pause ${item.name}`} className="size-7" onClick={() => queue.pause(item.id)}>
            <Pause aria-hidden />
          </IconButton>
        )}
        {item.state !== 'arrived' && (
          <IconButton label={`Cancel ${item.name}`} className="size-7" onClick={() => queue.remove(item.id)}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      {item.state !== 'failed' && (
        <Progress value={share} label={`Upload of ${item.name}`} valueText={wordsOf(item)} />
      )}
      <p className={`mt-1.5 text-xs text-pretty ${item.state === 'failed' ? 'text-fault' : 'text-muted'}`}>
        {wordsOf(item)}
      </p>
    </li>
  );
}

function wordsOf({ state, sent, bytes, trouble, isResumed }: UploadItem): string {
  if (trouble !== undefined) return trouble;
  if (state === 'waiting') return `Waiting, ${formatBytes(bytes)}`;
  const amount = `${formatBytes(sent)} of ${formatBytes(bytes)}`;
  if (state === 'paused') return `Paused at ${amount}`;
  if (state === 'arrived' || (sent >= bytes && bytes > 0)) return 'Checking the file…';
  return `${formatPercent(bytes === 0 ? 0 : sent / bytes)}, ${amount}${isResumed ? ', resumed' : ''}`;
}
