import { ServerOff } from 'lucide-react';
import type { ClientProblem } from '../../client/react.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** What stands where a page's content would that could not be fetched; `onAgain` fetches it again. */
export function LoadFault({
  problem,
  onAgain,
  isBusy = false,
}: {
  readonly problem: Pick<ClientProblem, 'message' | 'hint'>;
  readonly onAgain?: () => void;
  readonly isBusy?: boolean;
}) {
  return (
    <Notice
      icon={<ServerOff aria-hidden className="size-8 text-muted" />}
      title={problem.message}
      text={problem.hint}
    >
      {onAgain && (
        <Button disabled={isBusy} onClick={onAgain}>
          Try again
        </Button>
      )}
    </Notice>
  );
}
