import type { UsageView } from '../../contract/user-limits.ts';
import { classNames } from '../components/class-names.ts';
import { Progress } from '../components/progress.tsx';
import { usageLines } from './usage-words.ts';

/** What is used of what may be, as bars. `of` names whose it is, for who hears it. */
export function UsageBars({ usage, of = '' }: { readonly usage: UsageView; readonly of?: string }) {
  return (
    <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-3">
      {usageLines(usage).map(({ label, used, allowed, fraction }) => (
        <div key={label}>
          <dt className="text-[0.8125rem] text-muted">{label}</dt>
          <dd className="mt-0.5">
            <p className="mb-1.5 text-sm">
              <span
                className={classNames('font-medium', fraction !== undefined && fraction >= 1 && 'text-fault')}
              >
                {used}
              </span>{' '}
              <span className="text-muted">{allowed ?? 'no limit'}</span>
            </p>
            {fraction !== undefined && (
              <Progress
                isThick
                value={fraction}
                label={of === '' ? label : `${label}, ${of}`}
                valueText={`${used} ${allowed ?? ''}`}
              />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
