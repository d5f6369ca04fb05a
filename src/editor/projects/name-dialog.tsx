'use client';
import { useId, useRef, useState } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';

export interface NameDialogProps {
  readonly title: string;
  /** What its button says. */
  readonly action: string;
  readonly initial: string;
  readonly isBusy?: boolean;
  readonly onClose: () => void;
  readonly onName: (name: string) => void;
}

/** Asks for the name of a project. */
export function NameDialog({ title, action, initial, isBusy = false, onClose, onName }: NameDialogProps) {
  const [name, setName] = useState(initial);
  const input = useRef<HTMLInputElement>(null);
  const form = useId();
  const trimmed = name.trim();
  return (
    <Dialog
      title={title}
      firstField={input}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} disabled={trimmed === '' || isBusy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (trimmed !== '') onName(trimmed);
        }}
      >
        <label className="block text-sm">
          <span className="mb-1.5 block text-muted">Name</span>
          <input
            ref={input}
            value={name}
            maxLength={200}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            className="min-h-10 w-full rounded-md bg-ground px-3 ring-1 ring-edge ring-inset"
          />
        </label>
      </form>
    </Dialog>
  );
}
