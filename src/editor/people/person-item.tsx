'use client';
import { useRef, useState } from 'react';
import { EllipsisVertical, Gauge, KeyRound, ShieldMinus, ShieldPlus, UserCheck, UserX } from 'lucide-react';
import type { PasswordLink, PersonRow } from '../../contract/account.ts';
import type { UserUsage } from '../../contract/user-limits.ts';
import { UsageBars } from '../account/usage-bars.tsx';
import { useDoing } from '../use-doing.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { Menu, MenuItem } from '../components/menu.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { formatDate } from '../words/dates.ts';
import { LimitsDialog } from './limits-dialog.tsx';
import { LinkDialog } from './link-dialog.tsx';

export interface PersonItemProps {
  readonly person: PersonRow;
  /** Undefined until it has been measured. */
  readonly usage: UserUsage | undefined;
  /** Whoever looks at the page. */
  readonly isSelf: boolean;
}

/** One account: who it is, what it uses, and what can be done with it. */
export function PersonItem({ person, usage, isSelf }: PersonItemProps) {
  const { email, name, createdAt } = person;
  const doing = useDoing();
  const [isLimiting, setIsLimiting] = useState(false);
  const [link, setLink] = useState<PasswordLink>();
  return (
    <li className="px-4 py-4">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <span className="min-w-0 text-sm font-medium break-words">{name === '' ? email : name}</span>
            <Marks person={person} isSelf={isSelf} hasOwnLimits={usage?.hasOwnLimits === true} />
          </p>
          <p className="mt-0.5 flex flex-wrap gap-x-3 text-[0.8125rem] text-muted">
            {name !== '' && <span className="break-all">{email}</span>}
            <span>since {formatDate(createdAt)}</span>
          </p>
        </div>
        <PersonMenu
          {...{ person, isSelf, doing }}
          onLimits={usage && (() => setIsLimiting(true))}
          onLink={setLink}
        />
      </div>
      <ProblemNote problem={doing.problem} />
      {usage && (
        <div className="mt-3">
          <UsageBars usage={usage} of={email} />
        </div>
      )}
      {isLimiting && usage && <LimitsDialog usage={usage} onClose={() => setIsLimiting(false)} />}
      {link && (
        <LinkDialog
          title="Another password"
          text={`With this link ${email} can choose a new password.`}
          link={link}
          onClose={() => setLink(undefined)}
        />
      )}
    </li>
  );
}

function Marks({
  person: { isAdministrator, isDisabled },
  isSelf,
  hasOwnLimits,
}: Pick<PersonItemProps, 'person' | 'isSelf'> & { readonly hasOwnLimits: boolean }) {
  return (
    <span className="flex flex-wrap gap-x-3 text-xs">
      {isAdministrator && <span className="text-live-text">administrator</span>}
      {isDisabled && <span className="text-fault">disabled</span>}
      {hasOwnLimits && <span className="text-muted">own limits</span>}
      {isSelf && <span className="text-done">you</span>}
    </span>
  );
}

interface PersonMenuProps extends Pick<PersonItemProps, 'person' | 'isSelf'> {
  readonly doing: ReturnType<typeof useDoing>;
  readonly onLimits: (() => void) | undefined;
  readonly onLink: (link: PasswordLink) => void;
}

function PersonMenu({ person, isSelf, doing, onLimits, onLink }: PersonMenuProps) {
  const { id: userId, email, isAdministrator, isDisabled } = person;
  const { run } = doing;
  const button = useRef<HTMLButtonElement>(null);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <Button
            ref={button}
            look="quiet"
            disabled={doing.isBusy}
            className="size-9 min-h-0 px-0 max-sm:size-10"
            aria-label={`More for ${email}`}
          >
            <EllipsisVertical aria-hidden />
          </Button>
        }
      >
        {onLimits && (
          <MenuItem icon={<Gauge aria-hidden />} movesFocus onSelect={onLimits}>
            Limits…
          </MenuItem>
        )}
        <MenuItem
          icon={<KeyRound aria-hidden />}
          movesFocus
          onSelect={() =>
            void run(async ({ people }) => onLink(await people.resetPassword.mutate({ userId })))
          }
        >
          Create a password link
        </MenuItem>
        <MenuItem
          icon={isAdministrator ? <ShieldMinus aria-hidden /> : <ShieldPlus aria-hidden />}
          onSelect={() =>
            void run(({ people }) =>
              people.setAdministrator.mutate({ userId, isAdministrator: !isAdministrator }),
            )
          }
        >
          {isAdministrator ? 'Remove as administrator' : 'Make an administrator'}
        </MenuItem>
        {isDisabled ? (
          <MenuItem
            icon={<UserCheck aria-hidden />}
            onSelect={() =>
              void run(({ people }) => people.setDisabled.mutate({ userId, isDisabled: false }))
            }
          >
            Enable again
          </MenuItem>
        ) : (
          !isSelf && (
            <MenuItem icon={<UserX aria-hidden />} isDanger movesFocus onSelect={() => setIsAsking(true)}>
              Disable…
            </MenuItem>
          )
        )}
      </Menu>
      {isAsking && (
        <Confirm
          title={`Disable ${email}?`}
          text="Every browser and key of this account loses access within half a minute. What it owns stays, and it can be enabled again."
          action="Disable"
          keep="Cancel"
          onConfirm={() => void run(({ people }) => people.setDisabled.mutate({ userId, isDisabled: true }))}
          onClose={() => setIsAsking(false)}
          focusAfter={button}
        />
      )}
    </>
  );
}
