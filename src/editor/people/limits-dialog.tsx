'use client';
import { useId, useState, type FormEvent } from 'react';
import type { UserLimits, UserUsage } from '../../contract/user-limits.ts';
import { useDoing } from '../use-doing.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../components/field.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { limitFields, limitsFrom, limitTexts } from './limit-fields.ts';

export interface LimitsDialogProps {
  readonly usage: UserUsage;
  readonly onClose: () => void;
}

/** What one person may have. */
export function LimitsDialog({ usage, onClose }: LimitsDialogProps) {
  const { id: userId, name, limits, hasOwnLimits } = usage;
  const [texts, setTexts] = useState(() => limitTexts(limits));
  const form = useId();
  const { isBusy, problem, run } = useDoing();
  const set = async (wanted: UserLimits | null) => {
    if (await run((calls) => calls.usage.setLimits.mutate({ userId, limits: wanted }))) onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set(limitsFrom(texts, limits));
  };
  return (
    <Dialog
      title={`Limits of ${name}`}
      onClose={onClose}
      footer={
        <>
          {hasOwnLimits && (
            <Button className="mr-auto" disabled={isBusy} onClick={() => void set(null)}>
              Use the defaults
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} disabled={isBusy}>
            Set
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="space-y-4">
        <ProblemNote problem={problem} />
        <p className="text-sm text-muted">An empty field is no limit.</p>
        <div className="grid gap-4 sm:grid-cols-2">
          {limitFields.map(({ name: field, label, least }) => (
            <Field
              key={field}
              label={label}
              type="number"
              inputMode="decimal"
              min={least}
              step="any"
              value={texts[field]}
              onChange={({ currentTarget: { value } }) => setTexts((now) => ({ ...now, [field]: value }))}
            />
          ))}
        </div>
      </form>
    </Dialog>
  );
}
