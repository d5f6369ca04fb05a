'use client';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useStore } from 'zustand';
import { Play } from 'lucide-react';
import { useExportStatus } from '../../../client/react.ts';
import { Button } from '../../components/button.tsx';
import { ExportButtons } from '../../exports/export-buttons.tsx';
import { LiveProgress, RestingFacts } from '../../exports/export-facts.tsx';
import { StateGlyph } from '../../exports/state-glyph.tsx';
import { useNow } from '../../exports/use-now.ts';
import { formatAge } from '../../words/numbers.ts';
import { MadeOutputs } from './made-outputs.tsx';
import { useStudio } from '../state/studio-context.ts';
import { pagePath } from '../../page-path.ts';

/** The exports that were started from this project, live, newest first. They go on without this page. */
export function ProjectExports() {
  const { store } = useStudio();
  const exportIds = useStore(store, (state) => state.exportIds);
  const list = useNewInSight(exportIds.length);
  if (exportIds.length === 0) return null;
  return (
    <section className="mt-7">
      <div className="flex items-baseline justify-between">
        <h3 className="text-sm font-semibold">Exports of this project</h3>
        <a
          href={pagePath('/exports')}
          className="text-sm text-muted underline underline-offset-3 hover:text-text"
        >
          All exports
        </a>
      </div>
      <ul ref={list} aria-label="Exports of this project" className="mt-2 divide-y divide-line">
        {exportIds.map((jobId) => (
          <ProjectExport key={jobId} jobId={jobId} />
        ))}
      </ul>
      <p className="mt-3 text-xs text-pretty text-muted">
        An export goes on when this page is closed, and is here when it comes back.
      </p>
    </section>
  );
}

/** Whoever has pressed Export wants to see what becomes of it: a new first row is scrolled to, below a long form. */
function useNewInSight(count: number): RefObject<HTMLUListElement | null> {
  const list = useRef<HTMLUListElement>(null);
  const known = useRef(count);
  useEffect(() => {
    if (count > known.current) list.current?.firstElementChild?.scrollIntoView({ block: 'center' });
    known.current = count;
  }, [count]);
  return list;
}

function ProjectExport({ jobId }: { readonly jobId: string }) {
  const { store } = useStudio();
  const { status, downloadUrl, problem } = useExportStatus(jobId);
  const [isPlaying, setIsPlaying] = useState(false);
  const now = useNow();
  if (status === undefined) {
    if (problem?.code !== 'NOT_FOUND')
      return <li className="py-4 text-sm text-muted">{problem?.message ?? 'Loading…'}</li>;
    return (
      <li className="flex items-center justify-between gap-3 py-3 text-sm text-muted">
        This export was removed.
        <Button look="quiet" onClick={() => store.forgetExport(jobId)}>
          Remove from list
        </Button>
      </li>
    );
  }
  const outputs = status.outputs ?? [];
  // One film is played and downloaded from the row itself.
  const hasList = outputs.length > 1 || outputs.some(({ kind }) => kind !== 'movie');
  const isPlayable = status.status === 'completed' && downloadUrl !== undefined;
  return (
    <li className="py-3.5" data-export={jobId}>
      <div className="flex flex-wrap items-center gap-3">
        <StateGlyph status={status} />
        <div className="min-w-0 flex-1 basis-52">
          {status.status === 'processing' ? (
            <LiveProgress status={status} />
          ) : (
            <RestingFacts status={status} />
          )}
          {status.error?.hint !== undefined && (
            <p className="mt-0.5 text-xs text-muted">{status.error.hint}</p>
          )}
          <p className="mt-0.5 text-xs text-muted">{formatAge(status.createdAt, now)}</p>
        </div>
        {isPlayable && !hasList && (
          <Button aria-expanded={isPlaying} onClick={() => setIsPlaying(!isPlaying)}>
            <Play aria-hidden className="fill-current" strokeWidth={0} />
            {isPlaying ? 'Close' : 'Watch'}
          </Button>
        )}
        <ExportButtons status={status} onRemove={() => store.forgetExport(jobId)} />
      </div>
      {outputs.length > 0 && status.status !== 'cancelled' && (
        <MadeOutputs status={status} hasList={hasList} />
      )}
      {isPlayable && isPlaying && (
        <video
          controls
          autoPlay
          playsInline
          src={downloadUrl}
          aria-label={`The finished export of ${status.projectName}`}
          className="mt-3 w-full rounded-lg bg-[#000]"
        />
      )}
    </li>
  );
}
