'use client';
import type { ConfigIssue, ExportConfigInput } from '../../client/contract.ts';
import { formatCount } from '../words/numbers.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import type { ConfigRefusal } from './read-config.ts';

export interface RefusalDialogProps {
  readonly refusal: ConfigRefusal;
  readonly onClose: () => void;
  readonly onNewId: (config: ExportConfigInput) => void;
}

/** Every reason why a config was not taken, each with its place. */
export function RefusalDialog({ refusal, onClose, onNewId }: RefusalDialogProps) {
  const { fileName, message, hint, issues, takenId } = refusal;
  return (
    <Dialog
      title={<span className="break-words">{fileName} could not be imported</span>}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {takenId && (
            <Button look="primary" onClick={() => onNewId(takenId)}>
              Export under a new id
            </Button>
          )}
        </>
      }
    >
      <p className="text-sm text-pretty">{message}</p>
      {hint !== undefined && <p className="mt-1 text-sm text-pretty text-muted">{hint}</p>}
      {issues.length > 0 && <Issues issues={issues} />}
    </Dialog>
  );
}

/** More than anybody reads; the rest is counted. */
const shownIssues = 200;

function Issues({ issues }: { readonly issues: readonly ConfigIssue[] }) {
  const hidden = issues.length - shownIssues;
  return (
    <>
      <ol aria-label="What is not right" className="mt-4 divide-y divide-line rounded-lg ring-1 ring-line">
        {issues.slice(0, shownIssues).map(({ path, message }) => (
          <li key={`${path} ${message}`} className="px-3.5 py-2.5 text-sm">
            <code className="font-mono text-[0.8125rem] break-all text-fault">
              {path === '' ? 'the whole file' : path}
            </code>
            <p className="mt-0.5 text-pretty">{message}</p>
          </li>
        ))}
      </ol>
      {hidden > 0 && <p className="mt-3 text-sm text-muted">and {formatCount(hidden)} more</p>}
    </>
  );
}
