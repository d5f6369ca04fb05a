'use client';
import type { PasswordLink } from '../../contract/account.ts';
import { useCutroom } from '../../client/react.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { SecretText } from '../components/secret-text.tsx';

export interface LinkDialogProps {
  readonly title: string;
  readonly text: string;
  readonly link: PasswordLink;
  readonly onClose: () => void;
}

/** Shows a link by which somebody chooses a password, to be passed on. */
export function LinkDialog({ title, text, link, onClose }: LinkDialogProps) {
  const { client } = useCutroom();
  const { url, path, isMailed, days } = link;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <p className="mb-3 text-sm text-pretty">
        {text} It can be opened once, within {days === 1 ? 'a day' : `${days} days`}.{' '}
        {isMailed ? 'It is on its way by mail.' : 'No mail is sent: pass it on yourself.'}
      </p>
      <SecretText
        label="The link"
        text={url ?? new URL(client.absoluteUrl(path), window.location.href).href}
      />
    </Dialog>
  );
}
