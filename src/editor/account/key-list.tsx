'use client';
import { useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import type { KeyRow } from '../../contract/account.ts';
import { useCutroom } from '../../client/react.ts';
import { Button, IconButton } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { panel, Section } from '../components/section.tsx';
import { formatAge } from '../words/numbers.ts';
import { formatDate } from '../words/dates.ts';
import { useNow } from '../exports/use-now.ts';
import { KeyDialog } from './key-dialog.tsx';
import { useDoing } from '../use-doing.ts';

/** One's API keys. */
export function KeyList({ isAdministrator }: { readonly isAdministrator: boolean }) {
  const { queryClient, trpc } = useCutroom();
  const { data: keys } = useQuery(trpc.account.keys.queryOptions(), queryClient);
  const [isMaking, setIsMaking] = useState(false);
  const [leaving, setLeaving] = useState<KeyRow>();
  const newButton = useRef<HTMLButtonElement>(null);
  const doing = useDoing();
  return (
    <Section
      title="API keys"
      text="For programs that call this server for you, with the header “Authorization: Bearer” and the key."
      action={
        <Button ref={newButton} onClick={() => setIsMaking(true)}>
          <Plus aria-hidden />
          New key
        </Button>
      }
    >
      <ProblemNote problem={doing.problem} />
      {keys?.length === 0 && <p className="text-sm text-muted">There are none yet.</p>}
      {keys !== undefined && keys.length > 0 && (
        <ul aria-label="API keys" className={`divide-y divide-line ${panel}`}>
          {keys.map((key) => (
            <KeyItem key={key.id} row={key} onRemove={() => setLeaving(key)} />
          ))}
        </ul>
      )}
      {isMaking && <KeyDialog isAdministrator={isAdministrator} onClose={() => setIsMaking(false)} />}
      {leaving && (
        <Confirm
          title={`Remove “${leaving.name}”?`}
          text="Programs that use this key will be refused."
          action="Remove"
          onConfirm={() => void doing.run((calls) => calls.account.removeKey.mutate({ id: leaving.id }))}
          onClose={() => setLeaving(undefined)}
          focusAfter={newButton}
        />
      )}
    </Section>
  );
}

function KeyItem({ row, onRemove }: { readonly row: KeyRow; readonly onRemove: () => void }) {
  const now = useNow();
  const { name, start, scopes, createdAt, expiresAt, lastUsedAt } = row;
  const hasExpired = expiresAt !== undefined && Date.parse(expiresAt) <= now;
  return (
    <li className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-sm font-medium break-words">{name}</span>
          <code className="font-mono text-xs text-muted">{start}…</code>
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-[0.8125rem] text-muted">
          <span>{scopes.join(', ')}</span>
          <span>made {formatAge(createdAt, now)}</span>
          <span className={hasExpired ? 'text-fault' : undefined}>{expiryWords(expiresAt, hasExpired)}</span>
          <span>{lastUsedAt === undefined ? 'never used' : `used ${formatAge(lastUsedAt, now)}`}</span>
        </p>
      </div>
      <IconButton label={`Remove ${name}`} onClick={onRemove}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
}

function expiryWords(expiresAt: string | undefined, hasExpired: boolean): string {
  if (expiresAt === undefined) return 'does not expire';
  return `${hasExpired ? 'expired' : 'expires on'} ${formatDate(expiresAt)}`;
}
