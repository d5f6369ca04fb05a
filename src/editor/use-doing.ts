'use client';
import { useState } from 'react';
import { problemOf, useCutroom, type ClientProblem, type Cutroom } from '../client/react.ts';

type Calls = Cutroom['client']['trpc'];

export interface Doing {
  readonly isBusy: boolean;
  /** Why the last one failed. */
  readonly problem: ClientProblem | undefined;
  /** Calls the server; answers whether it was done. What is shown of accounts and webhooks is asked for again afterwards. */
  readonly run: (work: (calls: Calls) => Promise<unknown>) => Promise<boolean>;
}

/** One thing that is done at a time with accounts or webhooks, and why it failed. */
export function useDoing(): Doing {
  const { client, queryClient, trpc } = useCutroom();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<ClientProblem>();
  return {
    isBusy,
    problem,
    run: async (work) => {
      setIsBusy(true);
      try {
        await work(client.trpc);
        setProblem(undefined);
        return true;
      } catch (error) {
        setProblem(problemOf(error));
        return false;
      } finally {
        setIsBusy(false);
        for (const { pathKey } of [trpc.account, trpc.people, trpc.usage, trpc.webhooks])
          await queryClient.invalidateQueries({ queryKey: pathKey() });
      }
    },
  };
}
