'use client';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { PersonRow } from '../../contract/account.ts';
import type { ExportStatus } from '../../client/contract.ts';
import { useCutroom } from '../../client/react.ts';
import { SelectField } from '../components/field.tsx';
import { panel, Section } from '../components/section.tsx';
import { StateGlyph } from '../exports/state-glyph.tsx';
import { useNow } from '../exports/use-now.ts';
import { formatAge } from '../words/numbers.ts';
import { stageWords } from '../words/stage-words.ts';

const shown = 20;

/** The latest exports of everybody, or of one: that they exist, and how they went. */
export function ExportsOfAll({ people }: { readonly people: readonly PersonRow[] }) {
  const { queryClient, trpc } = useCutroom();
  const [userId, setUserId] = useState('');
  const { data } = useQuery(
    trpc.usage.exports.queryOptions(
      { limit: shown, ...(userId !== '' && { userId }) },
      { staleTime: 0, refetchInterval: 10_000 },
    ),
    queryClient,
  );
  const options = people.map(({ id, email }) => ({ value: id, label: email }));
  return (
    <Section
      title="Latest exports"
      action={
        <div className="w-64 max-w-full">
          <SelectField
            label="Whose"
            value={userId}
            options={[{ value: '', label: 'Everybody' }, ...options]}
            onChange={setUserId}
          />
        </div>
      }
    >
      {data?.exports.length === 0 && <p className="text-sm text-muted">There are none.</p>}
      {data !== undefined && data.exports.length > 0 && (
        <ul aria-label="Latest exports" className={`divide-y divide-line ${panel}`}>
          {data.exports.map((status) => (
            <ExportLine key={status.jobId} status={status} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ExportLine({ status }: { readonly status: ExportStatus }) {
  const now = useNow();
  const { jobId, projectName, createdAt, error } = status;
  return (
    <li className="flex items-center gap-4 px-4 py-3">
      <StateGlyph status={status} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{projectName}</p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-[0.8125rem] text-muted">
          <span className={status.status === 'failed' ? 'text-fault' : undefined}>
            {stageWords(status)}
            {status.status === 'failed' && error && `: ${error.message}`}
          </span>
          <span>{formatAge(createdAt, now)}</span>
          <code className="font-mono break-all">{jobId}</code>
        </p>
      </div>
    </li>
  );
}
