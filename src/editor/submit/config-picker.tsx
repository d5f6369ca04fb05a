'use client';
import { useRef, type ChangeEvent } from 'react';
import { FileJson2 } from 'lucide-react';
import { Button } from '../components/button.tsx';

/** A button that picks config files. */
export function ConfigPicker({
  onFiles,
  isBusy,
}: {
  readonly onFiles: (files: readonly File[]) => void;
  readonly isBusy: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    onFiles([...(event.target.files ?? [])]);
    // Otherwise picking the same file again, once it is put right, would be no change.
    event.target.value = '';
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        multiple
        hidden
        aria-label="Export configs"
        onChange={take}
      />
      <Button look="primary" disabled={isBusy} onClick={() => input.current?.click()}>
        <FileJson2 aria-hidden />
        {isBusy ? 'Sending…' : 'Open config'}
      </Button>
    </>
  );
}
