'use client';
import { useQuery } from '@tanstack/react-query';
import { useCutroom } from '../../client/react.ts';
import { formatCount } from '../words/numbers.ts';

/** Who renders, where more than one machine does, and what each is doing; nothing where this server is alone. */
export function Workers() {
  const { queryClient, trpc } = useCutroom();
  const { data = [] } = useQuery(
    trpc.system.workers.queryOptions(undefined, {
      // A server that is alone is asked once: everything else on this page is told without asking.
      refetchInterval: ({ state }) => ((state.data?.length ?? 0) > 0 ? 3000 : false),
      retry: false,
    }),
    queryClient,
  );
  if (data.length === 0) return null;
  const builds = new Set(data.map(({ build }) => build));
  return (
    <section aria-labelledby="workers" className="mt-10">
      <h2 id="workers" className="mb-3 text-lg font-semibold">
        {data.length === 1 ? 'One worker' : `${formatCount(data.length)} workers`}
      </h2>
      {builds.size > 1 && (
        <p className="mb-3 text-sm text-pretty text-muted">
          They run different versions of Cutroom or FFmpeg: one takes no part in exports that another version
          began.
        </p>
      )}
      <ul aria-label="Workers" className="divide-y divide-line rounded-xl bg-panel ring-1 ring-line">
        {data.map(({ id, host, version, ffmpegVersion, cores, jobIds, chunks }) => (
          <li key={id} className="flex flex-wrap gap-x-6 gap-y-1 px-4 py-3 text-sm">
            <div className="min-w-0 flex-1 basis-56">
              <p className="truncate font-medium">{host}</p>
              <p className="text-xs text-muted">
                {`Cutroom ${version} · FFmpeg ${ffmpegVersion} · ${cores} ${cores === 1 ? 'core' : 'cores'}`}
              </p>
            </div>
            <p className="min-w-0 flex-1 basis-56 text-xs break-words text-muted">{workOf(jobIds, chunks)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function workOf(
  jobIds: readonly string[],
  chunks: readonly { readonly jobId: string; readonly label: string }[],
): string {
  const pieces = chunks.map(({ jobId, label }) => `${label} of ${jobId}`);
  const exports = jobIds.filter((jobId) => chunks.every((chunk) => chunk.jobId !== jobId));
  const all = [...exports, ...pieces];
  return all.length === 0 ? 'Waiting for work' : all.join(', ');
}
