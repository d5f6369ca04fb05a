'use client';
import { useRef, type ReactNode } from 'react';
import { Button, type ButtonLook } from '../../components/button.tsx';

export interface FileButtonProps {
  readonly look?: ButtonLook;
  readonly className?: string;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** Opens the device's own dialog for choosing footage. */
export function FileButton({ look = 'plain', className, onFiles, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look={look} className={className} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Footage"
        accept="video/*,audio/*,.mkv,.mts,.m2ts,.mxf,.ts"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
