'use client';
import { Dialog } from '../../components/dialog.tsx';
import { keyCommands, type KeyCommand } from './keys.ts';
import { open } from './commands.ts';
import { useStudio } from './studio-context.ts';

const groups: readonly KeyCommand['group'][] = ['Play', 'Cut', 'Select and remove', 'Everything else'];

/** Every key there is, from the same list that is run. */
export function KeysDialog() {
  const studio = useStudio();
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => open(studio, undefined)}>
      {/* Something to take the focus, so that the list can be scrolled by keys. */}
      <div tabIndex={0} className="rounded-sm outline-offset-4">
        {groups.map((group) => (
          <section key={group} className="mb-6 last:mb-1">
            <h3 className="text-sm font-semibold">{group}</h3>
            <dl className="mt-1.5 divide-y divide-line">
              {keyCommands
                .filter((command) => command.group === group)
                .map(({ label, shown }) => (
                  <div key={label} className="flex items-baseline justify-between gap-4 py-1.5 text-sm">
                    <dt className="text-pretty">{label}</dt>
                    <dd className="flex shrink-0 gap-1">
                      {shown.map((key) => (
                        <kbd
                          key={key}
                          className="min-w-6 rounded-sm bg-raised px-1.5 py-0.5 text-center font-sans text-xs ring-1 ring-edge"
                        >
                          {key}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
