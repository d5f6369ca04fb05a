'use client';
import { useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { LogOut, MonitorSmartphone } from 'lucide-react';
import { useCutroom } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { panel, Section } from '../components/section.tsx';
import { useNow } from '../exports/use-now.ts';
import { browserWords } from '../words/browser-words.ts';
import { formatDate } from '../words/dates.ts';
import { formatAge } from '../words/numbers.ts';
import { useDoing } from '../use-doing.ts';

/** Browsers that are signed in, each of which can be signed out. */
export function SessionList() {
  const { queryClient, trpc } = useCutroom();
  const { data: sessions } = useQuery(trpc.account.sessions.queryOptions(), queryClient);
  const now = useNow();
  const heading = useRef<HTMLDivElement>(null);
  const [leaving, setLeaving] = useState<{ readonly ids: readonly string[]; readonly title: string }>();
  const { run, problem } = useDoing();
  if (sessions === undefined || sessions.length === 0) return null;
  const others = sessions.filter(({ isCurrent }) => !isCurrent).map(({ id }) => id);
  const end = async (ids: readonly string[]) =>
    run(async ({ account }) => {
      for (const id of ids) await account.endSession.mutate({ id });
    });
  return (
    <Section
      title="Signed in"
      text="Browsers in which somebody is signed in to this account. One that is ended loses what it has open within half a minute."
      action={
        others.length > 1 && (
          <Button onClick={() => setLeaving({ ids: others, title: 'Sign out all other browsers?' })}>
            Sign out all others
          </Button>
        )
      }
    >
      <div ref={heading} tabIndex={-1} className="outline-none">
        <ProblemNote problem={problem} />
        <ul aria-label="Browsers that are signed in" className={`divide-y divide-line ${panel}`}>
          {sessions.map(({ id, isCurrent, userAgent, address, createdAt, expiresAt }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
              <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-muted" />
              <div className="min-w-0 flex-1 basis-52">
                <p className="text-sm font-medium">
                  {browserWords(userAgent)}
                  {isCurrent && <span className="ml-2 text-xs font-normal text-done">this browser</span>}
                </p>
                <p className="mt-0.5 flex flex-wrap gap-x-3 text-[0.8125rem] text-muted">
                  <span>{address ?? 'this machine'}</span>
                  <span>since {formatAge(createdAt, now)}</span>
                  <span>ends {formatDate(expiresAt)}</span>
                </p>
              </div>
              {!isCurrent && (
                <Button
                  aria-label={`Sign out ${browserWords(userAgent)}`}
                  onClick={() => setLeaving({ ids: [id], title: `Sign out ${browserWords(userAgent)}?` })}
                >
                  <LogOut aria-hidden />
                  Sign out
                </Button>
              )}
            </li>
          ))}
        </ul>
      </div>
      {leaving && (
        <Confirm
          title={leaving.title}
          text="Whoever uses it has to sign in again."
          action="Sign out"
          keep="Cancel"
          onConfirm={() => void end(leaving.ids)}
          onClose={() => setLeaving(undefined)}
          focusAfter={heading}
        />
      )}
    </Section>
  );
}
