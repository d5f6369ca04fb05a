'use client';
import { useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { Button } from './button.tsx';

/** A text to be taken away: chosen as a whole at a click, and copied by a button. */
export function SecretText({ label, text }: { readonly label: string; readonly text: string }) {
  const [state, setState] = useState<'copied' | 'refused'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Without TLS browsers have no clipboard for pages.
      setState('refused');
    }
  };
  return (
    <div>
      <div className="flex gap-2">
        <input
          readOnly
          aria-label={label}
          value={text}
          onFocus={({ currentTarget }) => currentTarget.select()}
          className="min-h-10 min-w-0 flex-1 rounded-md bg-ground px-3 font-mono text-sm ring-1 ring-edge ring-inset"
        />
        <Button className="min-h-10" onClick={() => void copy()}>
          {state === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
          {state === 'copied' ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p role="status" className="mt-1.5 text-xs text-muted">
        {state === 'copied' && 'Copied.'}
        {state === 'refused' && 'This browser did not let it be copied: choose the text and copy it by hand.'}
      </p>
    </div>
  );
}
