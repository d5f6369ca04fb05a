'use client';
import { useQuery } from '@tanstack/react-query';
import { useCutroom } from '../../client/react.ts';
import { formatDate } from '../words/dates.ts';
import { KeyList } from './key-list.tsx';
import { PasswordSection } from './password-section.tsx';
import { SessionList } from './session-list.tsx';

/** One's own account: keys, browsers that are signed in, and the password. */
export function AccountPage({ isAdministrator }: { readonly isAdministrator: boolean }) {
  const { queryClient, trpc } = useCutroom();
  const { data: profile } = useQuery(trpc.account.profile.queryOptions(), queryClient);
  return (
    <>
      <div className="pt-7 sm:pt-9">
        <h1 className="text-2xl font-semibold tracking-tight">Account</h1>
        <p className="mt-1 min-h-5 text-sm text-muted">
          {profile && (
            <>
              {profile.name === '' ? profile.email : `${profile.name}, ${profile.email}`}
              {isAdministrator && ', administrator'}. Since {formatDate(profile.createdAt)}.
            </>
          )}
        </p>
      </div>
      <KeyList isAdministrator={isAdministrator} />
      <SessionList />
      {profile?.hasPassword === true && <PasswordSection email={profile.email} />}
      {profile?.hasPassword === false && (
        <p className="mt-8 text-sm text-muted">
          You sign in elsewhere, so there is no password here that could be changed.
        </p>
      )}
    </>
  );
}
