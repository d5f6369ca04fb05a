'use client';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook } from 'lucide-react';
import { problemOf, useCutroom } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { LoadFault } from '../components/load-fault.tsx';
import { Notice } from '../components/notice.tsx';
import { AddWebhook } from './add-webhook.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { WebhookRow } from './webhook-row.tsx';

/** Who is told of what happens to exports, and what became of each message. */
export function WebhooksPage() {
  const { queryClient, trpc } = useCutroom();
  const { data, error, refetch, isFetching } = useQuery(trpc.webhooks.list.queryOptions(), queryClient);
  const [isAdding, setIsAdding] = useState(false);
  const add = (
    <Button look="primary" onClick={() => setIsAdding(true)}>
      <Plus aria-hidden />
      Add a webhook
    </Button>
  );
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 pt-7 pb-5 sm:pt-9">
        <h1 className="text-2xl font-semibold tracking-tight">Webhooks</h1>
        {data !== undefined && data.length > 0 && add}
      </div>
      {data === undefined && error !== null && (
        <LoadFault problem={problemOf(error)} onAgain={() => void refetch()} isBusy={isFetching} />
      )}
      {data?.length === 0 && (
        <Notice
          icon={<Webhook aria-hidden className="size-8 text-muted" />}
          title="No webhooks yet"
          text="A webhook is an address of yours that is called when an export starts and when it ends."
        >
          {add}
        </Notice>
      )}
      {data !== undefined && data.length > 0 && (
        <ul aria-label="Webhooks" className="divide-y divide-line rounded-xl bg-panel ring-1 ring-line">
          {data.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} />
          ))}
        </ul>
      )}
      <DeliveryList />
      {isAdding && <AddWebhook onClose={() => setIsAdding(false)} />}
    </>
  );
}
