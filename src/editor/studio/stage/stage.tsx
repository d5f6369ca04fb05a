'use client';
import { classNames } from '../../components/class-names.ts';
import { useEdit } from '../state/studio-context.ts';
import type { Assets } from '../state/use-assets.ts';
import { useOnAir } from '../state/use-playback.ts';
import { CameraTile } from './camera-tile.tsx';
import { ProgrammeView } from './programme-view.tsx';

/** The programme, and all cameras beside it. */
export function Stage({ assets }: { readonly assets: Assets }) {
  const { angles } = useEdit();
  const onAirId = useOnAir();
  return (
    <div className="flex min-h-0 flex-1 gap-2 p-2">
      <section aria-label="Programme" className="flex min-w-0 flex-1">
        <ProgrammeView />
      </section>
      <section
        aria-label="Cameras"
        className={classNames(
          'grid w-[clamp(11rem,22%,20rem)] shrink-0 content-start gap-2 overflow-y-auto p-0.5',
          angles.length > 4 && 'w-[clamp(15rem,32%,30rem)] grid-cols-2',
          angles.length > 10 && 'grid-cols-3',
        )}
      >
        {angles.map((angle, index) => (
          <CameraTile
            key={angle.id}
            angle={angle}
            index={index}
            asset={assets.get(angle.filePath)}
            isOnAir={angle.id === onAirId}
          />
        ))}
      </section>
    </div>
  );
}
