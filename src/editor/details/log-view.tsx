'use client';
import { Copy } from 'lucide-react';
import type { ExportStatus } from '../../client/contract.ts';
import { useExportLog } from '../../client/react.ts';
import { Button, IconButton } from '../components/button.tsx';
import { useToast } from '../components/toast.tsx';
import { formatCount } from '../words/numbers.ts';
import { logEntryView, type LogEntryView } from './log-entry.ts';
import { Quiet } from './plan-view.tsx';

/** Every FFmpeg run of an export: its command, how it ended, and what it said. */
export function LogView({ status }: { readonly status: ExportStatus }) {
  const { data, problem, isLoading } = useExportLog(status.jobId, status.status === 'processing');
  const copy = useCopy();
  if (problem) return <Quiet>{problem.message}</Quiet>;
  if (isLoading || data === undefined) return <Quiet>Loading the log…</Quiet>;
  const entries = data.entries.map(logEntryView);
  if (entries.length === 0) return <Quiet>Nothing has run for this export yet.</Quiet>;
  return (
    <div className="space-y-3">
      <div className="flex items-center justify-between gap-3 text-sm text-muted">
        <p>
          {data.isTruncated
            ? `The latest ${formatCount(entries.length)} entries`
            : `${formatCount(entries.length)} ${entries.length === 1 ? 'entry' : 'entries'}`}
        </p>
        <Button look="quiet" onClick={() => copy(entries.map(asText).join('\n\n'))}>
          <Copy aria-hidden />
          Copy all
        </Button>
      </div>
      <ol className="space-y-2">
        {entries.map((entry, index) => (
          <li key={`${entry.at ?? ''} ${index}`}>
            <Entry entry={entry} onCopy={copy} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Entry({ entry, onCopy }: { readonly entry: LogEntryView; readonly onCopy: (text: string) => void }) {
  const { title, outcome, isFault, command, text } = entry;
  return (
    <details open={isFault} className="rounded-lg ring-1 ring-line [&[open]>summary]:border-b">
      <summary className="flex min-h-10 cursor-pointer items-center gap-3 border-line px-3.5 py-2 text-sm">
        <span className="min-w-0 flex-1 truncate">{title}</span>
        <span className={isFault ? 'text-fault' : 'text-muted'}>{outcome}</span>
      </summary>
      <div className="space-y-3 px-3.5 py-3">
        {command !== undefined && (
          <div className="flex items-start gap-2">
            <Source text={command} label={`Command of ${title}`} />
            <IconButton label="Copy command" onClick={() => onCopy(command)}>
              <Copy aria-hidden />
            </IconButton>
          </div>
        )}
        {text !== undefined && <Source text={text} label={`Output of ${title}`} />}
        {command === undefined && text === undefined && <p className="text-sm text-muted">No output.</p>}
      </div>
    </details>
  );
}

function Source({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label={label}
      className="max-h-72 min-w-0 flex-1 overflow-auto rounded-md bg-ground p-3 font-mono text-xs leading-relaxed break-all whitespace-pre-wrap"
    >
      {text}
    </pre>
  );
}

function asText({ title, outcome, command, text }: LogEntryView): string {
  return [`# ${title} ${outcome}`.trimEnd(), command, text].filter((part) => part !== undefined).join('\n');
}

function useCopy(): (text: string) => void {
  const toast = useToast();
  return (text) => {
    // Without HTTPS browsers keep the clipboard to themselves, unless the page is local.
    const copied: Promise<void> =
      navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    copied.then(
      () => toast({ title: 'Copied' }),
      () => toast({ title: 'The browser does not allow this page to copy', isFault: true }),
    );
  };
}
