'use client';
import { useQuery } from '@tanstack/react-query';
import { useCutroom } from '../../client/react.ts';
import { Progress } from '../components/progress.tsx';
import { panel, Section } from '../components/section.tsx';
import { formatBytes } from '../words/numbers.ts';

/** What lies in the folders of `MEDIA_BASE_PATH`, for people who do not know them. */
const folderWords: Readonly<Record<string, string>> = {
  accounts: 'Accounts and the audit log',
  cache: 'Read from buckets and links',
  children: 'Which programs run',
  chunks: 'Finished pieces of exports, to be used again',
  exports: 'Exports of the first administrator',
  projects: 'Projects of the first administrator',
  proxies: 'What browsers edit with',
  limits: 'Limits of single people',
  reading: 'Which footage is being read',
  shares: 'Who is let into which project',
  sources: 'Footage of the first administrator',
  uploads: 'Unfinished uploads of the first administrator',
  users: 'What all others own',
  webhooks: 'Webhooks',
};

/** What everything takes on the server's disk, and what is free. */
export function DiskSection() {
  const { queryClient, trpc } = useCutroom();
  const { data } = useQuery(trpc.usage.disk.queryOptions(undefined, { staleTime: 10_000 }), queryClient);
  if (data === undefined) return null;
  const { folders, freeBytes } = data;
  const used = folders.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <Section
      title="On disk"
      text={`${formatBytes(used)} in the folder of this server, ${formatBytes(freeBytes)} free.`}
    >
      <ul aria-label="Folders" className={`divide-y divide-line ${panel}`}>
        {folders.map(({ name, bytes }) => (
          <li key={name} className="flex items-center gap-4 px-4 py-2.5 text-sm">
            <span className="min-w-0 flex-1">
              <code className="font-mono text-[0.8125rem]">{name}</code>
              <span className="text-[0.8125rem] text-muted max-sm:block sm:ml-3">{folderWords[name]}</span>
            </span>
            <span className="w-40 max-sm:hidden">
              <Progress
                value={used === 0 ? 0 : bytes / used}
                label={`Part of ${name}`}
                valueText={formatBytes(bytes)}
              />
            </span>
            <span className="w-20 shrink-0 text-right font-medium">{formatBytes(bytes)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
