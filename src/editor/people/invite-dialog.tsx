'use client';
import { useId, useRef, useState, type FormEvent } from 'react';
import type { PasswordLink } from '../../contract/account.ts';
import { useDoing } from '../use-doing.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { CheckField, Field } from '../components/field.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { LinkDialog } from './link-dialog.tsx';

/** Asks whom to make an account for, and shows the link that goes with it. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [isAdministrator, setIsAdministrator] = useState(false);
  const [link, setLink] = useState<PasswordLink>();
  const firstField = useRef<HTMLInputElement>(null);
  const form = useId();
  const { isBusy, problem, run } = useDoing();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async ({ people }) => setLink(await people.invite.mutate({ email, name, isAdministrator })));
  };
  if (link) {
    const text = `${email} has an account, and can choose a password with this link.`;
    return <LinkDialog title="Invited" text={text} link={link} onClose={onClose} />;
  }
  return (
    <Dialog
      title="Invite somebody"
      firstField={firstField}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} disabled={isBusy || email.trim() === ''}>
            Invite
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="space-y-4">
        <ProblemNote problem={problem} />
        <Field
          ref={firstField}
          label="E-mail address"
          type="email"
          required
          maxLength={254}
          autoComplete="off"
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        />
        <Field
          label="Name"
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <CheckField
          label="Administrator"
          hint="Sees everybody’s exports, and changes accounts and limits."
          isChecked={isAdministrator}
          onChange={setIsAdministrator}
        />
      </form>
    </Dialog>
  );
}
