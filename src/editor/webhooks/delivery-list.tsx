'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import type { DeliveryView } from '../../client/contract.ts';
import { useCutroom } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { useNow } from '../exports/use-now.ts';
import { formatAge } from '../words/numbers.ts';
import { eventWords } from './event-words.ts';
import { useAttempt } from './use-attempt.ts';

/** What was sent lately, newest first, with what was answered; looked at again every few seconds. */
export function DeliveryList() {
  const { queryClient, trpc } = useCutroom();
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    trpc.webhooks.deliveries.infiniteQueryOptions(
      { limit: 30 },
      { getNextPageParam: ({ nextCursor }) => nextCursor, refetchInterval: 5000 },
    ),
    queryClient,
  );
  const deliveries = data?.pages.flatMap((page) => page.deliveries) ?? [];
  if (deliveries.length === 0) return null;
  return (
    <section aria-labelledby="deliveries" className="mt-9">
      <h2 id="deliveries" className="mb-3 text-lg font-semibold">
        What was sent
      </h2>
      <ul aria-label="Messages" className="divide-y divide-line rounded-xl bg-panel ring-1 ring-line">
        {deliveries.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} />
        ))}
      </ul>
      {hasNextPage && (
        <Button className="mt-3" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older ones
        </Button>
      )}
    </section>
  );
}

const states: Record<DeliveryView['state'], { readonly words: string; readonly look: string }> = {
  waiting: { words: 'Waiting', look: 'text-muted' },
  delivered: { words: 'Delivered', look: 'text-text' },
  failed: { words: 'Given up', look: 'text-fault' },
};

function Delivery({ delivery }: { readonly delivery: DeliveryView }) {
  const { client, queryClient, trpc } = useCutroom();
  const now = useNow();
  const attempt = useAttempt();
  const { id, url, jobId, event, state, createdAt, attempts } = delivery;
  const last = attempts.at(-1);
  const sendAgain = () =>
    attempt('It could not be sent again', async () => {
      await client.trpc.webhooks.sendAgain.mutate({ id });
      await queryClient.invalidateQueries({ queryKey: trpc.webhooks.deliveries.pathKey() });
    });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-60 text-sm">
        <p className="truncate">
          <span className={states[state].look}>{states[state].words}</span>
          {` · ${jobId} ${eventWords[event]}`}
        </p>
        <p className="truncate text-xs text-muted">
          {formatAge(createdAt, now)} · {url}
        </p>
        {last && <p className="text-xs break-words text-muted">{answerOf(last, attempts.length)}</p>}
      </div>
      {state !== 'waiting' && (
        <Button onClick={sendAgain} aria-label={`Send again: ${jobId} ${eventWords[event]}`}>
          <RotateCw aria-hidden />
          Send again
        </Button>
      )}
    </li>
  );
}

function answerOf({ status, answer }: DeliveryView['attempts'][number], tries: number): string {
  const answered = status === null ? answer : `Answered ${status}${answer === '' ? '' : `: ${answer}`}`;
  return tries > 1 ? `${answered} (try ${tries})` : answered;
}
