'use client';
import { useState, type FormEvent } from 'react';
import { Button } from '../components/button.tsx';
import { Field } from '../components/field.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { panel, Section } from '../components/section.tsx';
import { useToast } from '../components/toast.tsx';
import { useDoing } from '../use-doing.ts';

/** Another password. `email` is for what keeps passwords in the browser. */
export function PasswordSection({ email }: { readonly email: string }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const { isBusy, problem, run } = useDoing();
  const toast = useToast();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run(({ account }) => account.changePassword.mutate({ current, next })))) return;
    setCurrent('');
    setNext('');
    toast({ title: 'Your password is changed', text: 'Other browsers are signed out.' });
  };
  return (
    <Section title="Password" text="Changing it signs all other browsers out.">
      <form onSubmit={(event) => void submit(event)} className={`max-w-md space-y-4 p-4 ${panel}`}>
        <ProblemNote problem={problem} />
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Field
          label="Current password"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
        />
        <Field
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={128}
          hint="At least 10 characters."
          value={next}
          onChange={({ currentTarget }) => setNext(currentTarget.value)}
        />
        <Button look="primary" type="submit" disabled={isBusy}>
          Change the password
        </Button>
      </form>
    </Section>
  );
}
