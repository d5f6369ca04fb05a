import { Check, X } from 'lucide-react';
import type { ExportStatus } from '../../client/contract.ts';
import { formatTaken } from '../words/numbers.ts';
import { Quiet } from './plan-view.tsx';

/** What the check of the finished file found, in words. */
export function ReportView({ status }: { readonly status: ExportStatus }) {
  const { report } = status;
  if (report === undefined)
    return <Quiet>The finished file is checked before it can be downloaded. There is none yet.</Quiet>;
  const passed = report.checks.filter(({ isOk }) => isOk).length;
  return (
    <div className="space-y-4">
      <p className="text-lg font-semibold">
        {report.isOk
          ? `All ${report.checks.length} checks passed`
          : `${passed} of ${report.checks.length} checks passed`}
        <span className="ml-2 text-sm font-normal text-muted">
          in {formatTaken(report.durationMs / 1000)}
        </span>
      </p>
      <ul className="divide-y divide-line rounded-lg ring-1 ring-line">
        {report.checks.map(({ name, isOk, detail }) => (
          <li key={name} className="flex gap-3 px-4 py-3 text-sm">
            {isOk ? (
              <Check className="mt-0.5 size-4 shrink-0 text-done" role="img" aria-label="Passed" />
            ) : (
              <X className="mt-0.5 size-4 shrink-0 text-fault" role="img" aria-label="Failed" />
            )}
            <div className="min-w-0">
              <p className="font-medium first-letter:uppercase">{name}</p>
              <p className="text-pretty break-words text-muted">{detail}</p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
