'use client';
import { problemOf } from '../../client/react.ts';
import { useToast } from '../components/toast.tsx';

/** Does something, and says in passing why it could not be done. */
export function useAttempt(): (what: string, work: () => Promise<unknown>) => void {
  const toast = useToast();
  return (what, work) => {
    work().catch((error: unknown) => {
      const { message, hint } = problemOf(error);
      toast({ title: what, text: hint === undefined ? message : `${message} ${hint}`, isFault: true });
    });
  };
}
