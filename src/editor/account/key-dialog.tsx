'use client';
import { useId, useRef, useState, type FormEvent } from 'react';
import type { Scope } from '../../contract/principal.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { CheckField, Field, SelectField } from '../components/field.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { SecretText } from '../components/secret-text.tsx';
import { useDoing } from '../use-doing.ts';

const scopeWords: readonly (readonly [Scope, string, string])[] = [
  ['read', 'Read', 'See exports, projects and footage, and download.'],
  ['export', 'Export', 'Start, stop and remove exports; change projects.'],
  ['upload', 'Upload', 'Bring footage into the library, and remove it.'],
  ['admin', 'Administer', 'What administrators see of everybody, and limits.'],
];

const lives = [
  { value: '30', label: 'after 30 days' },
  { value: '90', label: 'after 90 days' },
  { value: '365', label: 'after a year' },
  { value: '', label: 'never' },
];

export interface KeyDialogProps {
  readonly isAdministrator: boolean;
  readonly onClose: () => void;
}

/** Asks what a new key is for, and shows it, once. */
export function KeyDialog({ isAdministrator, onClose }: KeyDialogProps) {
  const [key, setKey] = useState<string>();
  if (key !== undefined) return <MadeKey secret={key} onClose={onClose} />;
  return <KeyForm isAdministrator={isAdministrator} onClose={onClose} onMade={setKey} />;
}

function KeyForm({
  isAdministrator,
  onClose,
  onMade,
}: KeyDialogProps & { readonly onMade: (key: string) => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['read', 'export']);
  const [days, setDays] = useState('90');
  const firstField = useRef<HTMLInputElement>(null);
  const form = useId();
  const { isBusy, problem, run } = useDoing();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = { name, scopes: [...scopes], days: days === '' ? null : Number(days) };
    void run(async ({ account }) => onMade((await account.createKey.mutate(wish)).key));
  };
  const turn = (scope: Scope, isOn: boolean) =>
    setScopes((now) => (isOn ? [...now, scope] : now.filter((other) => other !== scope)));
  return (
    <Dialog
      title="New API key"
      firstField={firstField}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form={form}
            disabled={isBusy || name.trim() === '' || scopes.length === 0}
          >
            Create key
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="space-y-4">
        <ProblemNote problem={problem} />
        <Field
          ref={firstField}
          label="Name"
          hint="What it is for, so that you know later which key to remove."
          value={name}
          maxLength={64}
          autoComplete="off"
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <fieldset>
          <legend className="mb-1 text-sm text-muted">Permissions</legend>
          {scopeWords
            .filter(([scope]) => scope !== 'admin' || isAdministrator)
            .map(([scope, label, hint]) => (
              <CheckField
                key={scope}
                label={label}
                hint={hint}
                isChecked={scopes.includes(scope)}
                onChange={(isOn) => turn(scope, isOn)}
              />
            ))}
        </fieldset>
        <SelectField label="Expires" value={days} options={lives} onChange={setDays} />
      </form>
    </Dialog>
  );
}

function MadeKey({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  return (
    <Dialog
      title="Your new key"
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <p className="mb-3 text-sm text-pretty">
        This is the only time that it is shown. Keep it where your program finds it, and nobody else.
      </p>
      <SecretText label="The key" text={secret} />
    </Dialog>
  );
}
