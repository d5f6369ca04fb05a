'use client';
import { useRef, useState } from 'react';
import { Square } from 'lucide-react';
import type { ExportStatus } from '../../client/contract.ts';
import { problemOf, useCutroom } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { useToast } from '../components/toast.tsx';
import { formatCount } from '../words/numbers.ts';

/** Stops everything that runs or waits, after a question; shown where there is more than one. */
export function CancelAll({ active }: { readonly active: readonly ExportStatus[] }) {
  const { client } = useCutroom();
  const toast = useToast();
  const button = useRef<HTMLButtonElement>(null);
  const [state, setState] = useState<'asking' | 'cancelling'>();
  const cancel = async () => {
    setState('cancelling');
    try {
      // Last in line first: otherwise each one that ends lets another begin.
      for (const { jobId } of active.toReversed()) await client.trpc.cancel.mutate({ jobId });
    } catch (error) {
      toast({ title: 'Not all exports could be cancelled', text: problemOf(error).message, isFault: true });
    }
    setState(undefined);
  };
  if (active.length < 2 && state === undefined) return null;
  return (
    <>
      <Button
        ref={button}
        className="ml-auto"
        disabled={state === 'cancelling'}
        onClick={() => setState('asking')}
      >
        <Square aria-hidden className="fill-current" strokeWidth={0} />
        {state === 'cancelling' ? 'Cancelling…' : `Cancel all ${formatCount(active.length)}`}
      </Button>
      {state === 'asking' && (
        <Confirm
          title={`Cancel ${formatCount(active.length)} exports?`}
          text="What is running is stopped, and what is waiting is not begun. Each can be retried."
          action="Cancel all"
          onConfirm={() => void cancel()}
          onClose={() => setState((now) => (now === 'asking' ? undefined : now))}
          focusAfter={button}
        />
      )}
    </>
  );
}
