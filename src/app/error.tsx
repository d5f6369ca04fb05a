'use client';
import { Button } from '../editor/components/button.tsx';
import { Notice } from '../editor/components/notice.tsx';

export default function PageError({ reset }: { reset: () => void }) {
  return (
    <Notice title="This page could not be shown" text="The exports themselves go on; only their view failed.">
      <Button onClick={reset}>Try again</Button>
    </Notice>
  );
}
