'use client';
import { useId, useRef, useState, type FormEvent } from 'react';
import { webhookEvents, type WebhookEvent } from '../../client/contract.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { CheckField, Field } from '../components/field.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { SecretText } from '../components/secret-text.tsx';
import { useDoing } from '../use-doing.ts';
import { eventWords } from './event-words.ts';

/** Asks for an address, and shows the secret that its messages are signed with: once. */
export function AddWebhook({ onClose }: { readonly onClose: () => void }) {
  const [secret, setSecret] = useState<string>();
  if (secret !== undefined) return <SecretDialog secret={secret} onClose={onClose} />;
  return <WebhookForm onMade={setSecret} onClose={onClose} />;
}

interface FormProps {
  readonly onMade: (secret: string) => void;
  readonly onClose: () => void;
}

function WebhookForm({ onMade, onClose }: FormProps) {
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhookEvents);
  const firstField = useRef<HTMLInputElement>(null);
  const form = useId();
  const { isBusy, problem, run } = useDoing();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = { url: url.trim(), events: [...events] };
    void run(async ({ webhooks }) => onMade((await webhooks.create.mutate(wish)).secret));
  };
  const turn = (event: WebhookEvent, isOn: boolean) =>
    setEvents(webhookEvents.filter((one) => (one === event ? isOn : events.includes(one))));
  return (
    <Dialog
      title="Add a webhook"
      firstField={firstField}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form={form}
            disabled={isBusy || url.trim() === '' || events.length === 0}
          >
            Add
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="space-y-4">
        <ProblemNote problem={problem} />
        <Field
          ref={firstField}
          label="URL"
          type="url"
          required
          value={url}
          placeholder="https://"
          onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        />
        <fieldset>
          <legend className="mb-1 text-sm text-muted">When an export</legend>
          {webhookEvents.map((event) => (
            <CheckField
              key={event}
              label={eventWords[event]}
              isChecked={events.includes(event)}
              onChange={(isOn) => turn(event, isOn)}
            />
          ))}
        </fieldset>
      </form>
    </Dialog>
  );
}

function SecretDialog({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  return (
    <Dialog
      title="Secret of the webhook"
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          I have saved it
        </Button>
      }
    >
      <p className="mb-3 text-sm text-pretty">
        Messages are signed with it, as Standard Webhooks say. It is shown only now: keep it where your
        receiver finds it.
      </p>
      <SecretText label="Secret" text={secret} />
    </Dialog>
  );
}
