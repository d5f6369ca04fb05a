'use client';
import { useRef, useState } from 'react';
import { Trash2 } from 'lucide-react';
import type { WebhookView } from '../../client/contract.ts';
import { webhookEvents } from '../../client/contract.ts';
import { useCutroom } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { Confirm } from '../components/confirm.tsx';
import { eventWords } from './event-words.ts';
import { useAttempt } from './use-attempt.ts';

/** One address that is called, and when. */
export function WebhookRow({ webhook }: { readonly webhook: WebhookView }) {
  const { client, queryClient, trpc } = useCutroom();
  const attempt = useAttempt();
  const [isAsking, setIsAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const remove = () =>
    attempt('The webhook could not be removed', async () => {
      await client.trpc.webhooks.remove.mutate({ id: webhook.id });
      await queryClient.invalidateQueries({ queryKey: trpc.webhooks.list.queryKey() });
    });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="truncate text-sm font-medium">{webhook.url}</p>
        <p className="text-xs text-muted">{wordsOf(webhook)}</p>
      </div>
      <Button ref={button} onClick={() => setIsAsking(true)} aria-label={`Remove ${webhook.url}`}>
        <Trash2 aria-hidden />
        Remove
      </Button>
      {isAsking && (
        <Confirm
          title="Remove this webhook?"
          text={`${webhook.url} is not called any more, and what still waits to be sent to it is dropped.`}
          action="Remove"
          onConfirm={remove}
          onClose={() => setIsAsking(false)}
          focusAfter={button}
        />
      )}
    </li>
  );
}

function wordsOf({ events }: WebhookView): string {
  if (events.length === webhookEvents.length) return 'When an export starts, and when it ends';
  return `When an export ${new Intl.ListFormat('en', { type: 'disjunction' }).format(events.map((event) => eventWords[event]))}`;
}
