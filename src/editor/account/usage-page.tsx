'use client';
import { useQuery } from '@tanstack/react-query';
import { problemOf, useCutroom } from '../../client/react.ts';
import { LoadFault } from '../components/load-fault.tsx';
import { panel, Section } from '../components/section.tsx';
import { formatBytes } from '../words/numbers.ts';
import { UsageBars } from './usage-bars.tsx';
import { plainLimits } from './usage-words.ts';

/** What one has of what one may have. */
export function UsagePage() {
  const { queryClient, trpc } = useCutroom();
  const { data, error, refetch } = useQuery(
    trpc.usage.mine.queryOptions(undefined, { staleTime: 0, refetchInterval: 10_000 }),
    queryClient,
  );
  return (
    <>
      <div className="pt-7 sm:pt-9">
        <h1 className="text-2xl font-semibold tracking-tight">Usage</h1>
      </div>
      {data === undefined && error !== null && (
        <LoadFault problem={problemOf(error)} onAgain={() => void refetch()} />
      )}
      {data && (
        <>
          <Section title="What you use">
            <div className={`p-4 ${panel}`}>
              <UsageBars usage={data} />
            </div>
          </Section>
          <Section title="What is stored">
            <Facts
              facts={[
                ['Footage', formatBytes(data.used.sourceBytes)],
                ['Exports', formatBytes(data.used.exportBytes)],
                ['Unfinished uploads', formatBytes(data.used.uploadBytes)],
              ]}
            />
          </Section>
          <Section title="Other limits" text="An administrator can change them.">
            <Facts facts={plainLimits(data)} />
          </Section>
        </>
      )}
    </>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [label: string, value: string])[] }) {
  return (
    <dl className={`divide-y divide-line ${panel}`}>
      {facts.map(([label, value]) => (
        <div key={label} className="flex justify-between gap-4 px-4 py-2.5 text-sm">
          <dt className="text-muted">{label}</dt>
          <dd className="text-right font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
