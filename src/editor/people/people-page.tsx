'use client';
import { useMemo, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { problemOf, useCutroom } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { LoadFault } from '../components/load-fault.tsx';
import { panel, Section } from '../components/section.tsx';
import { DiskSection } from './disk-section.tsx';
import { ExportsOfAll } from './exports-of-all.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { PersonItem } from './person-item.tsx';

/** Everybody who has an account, what they use, and what all of it takes; for administrators. */
export function PeoplePage() {
  const { queryClient, trpc } = useCutroom();
  const { data: people, error, refetch } = useQuery(trpc.people.list.queryOptions(), queryClient);
  // Measuring what lies on a disk takes longer than a list of names.
  const { data: usages } = useQuery(
    trpc.usage.all.queryOptions(undefined, { staleTime: 10_000 }),
    queryClient,
  );
  const { data: self } = useQuery(trpc.system.whoAmI.queryOptions(), queryClient);
  const usageOf = useMemo(() => new Map(usages?.map((usage) => [usage.id, usage])), [usages]);
  const [isInviting, setIsInviting] = useState(false);
  const invite = useRef<HTMLButtonElement>(null);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 pt-7 sm:pt-9">
        <h1 className="text-2xl font-semibold tracking-tight">People</h1>
        <Button ref={invite} look="primary" onClick={() => setIsInviting(true)}>
          <UserPlus aria-hidden />
          Invite
        </Button>
      </div>
      {people === undefined && error !== null && (
        <LoadFault problem={problemOf(error)} onAgain={() => void refetch()} />
      )}
      {people && (
        <Section title="Accounts">
          <ul aria-label="Accounts" className={`divide-y divide-line ${panel}`}>
            {people.map((person) => (
              <PersonItem
                key={person.id}
                person={person}
                usage={usageOf.get(person.id)}
                isSelf={person.id === self?.id}
              />
            ))}
          </ul>
        </Section>
      )}
      <ExportsOfAll people={people ?? []} />
      <DiskSection />
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} />}
    </>
  );
}
