'use client';
import type { MouseEvent } from 'react';
import { Tabs } from 'radix-ui';
import { useEdit } from '../state/studio-context.ts';
import type { StudioAssets } from '../state/use-assets.ts';
import { SoundPanel } from '../sound/sound-panel.tsx';
import { WordsPanel } from '../words/words-panel.tsx';
import { CameraList } from './camera-list.tsx';
import { SyncBar } from './sync-bar.tsx';
import { CutList } from './cut-list.tsx';
import { useSoundSync } from './use-sound-sync.ts';

const trigger =
  'min-h-10 flex-1 border-b-2 border-transparent text-sm text-muted transition-colors hover:text-text focus-visible:outline-offset-[-3px] data-[state=active]:border-text data-[state=active]:font-medium data-[state=active]:text-text';

/** A tab that was clicked gives the arrow keys back to the player; one reached by keyboard keeps them. */
function letGo({ currentTarget, detail }: MouseEvent<HTMLElement>): void {
  if (detail > 0) currentTarget.blur();
}

/** Left of the pictures: what was recorded, the cuts as a list, and what lies over the pictures. */
export function SidePanel({ assets }: { readonly assets: StudioAssets }) {
  const { shots } = useEdit();
  const sync = useSoundSync();
  return (
    <Tabs.Root
      defaultValue="sources"
      className="order-last flex h-96 shrink-0 flex-col border-line max-[899px]:border-t min-[900px]:order-none min-[900px]:h-auto min-[900px]:w-64 min-[900px]:border-r min-[1400px]:w-72"
    >
      <Tabs.List aria-label="Sources, cuts and words" className="flex border-b border-line">
        <Tabs.Trigger value="sources" className={trigger} onClick={letGo}>
          Sources
        </Tabs.Trigger>
        <Tabs.Trigger value="cuts" className={trigger} onClick={letGo}>
          Cuts <span className="text-muted">{Math.max(0, shots.length - 1)}</span>
        </Tabs.Trigger>
        <Tabs.Trigger value="words" className={trigger} onClick={letGo}>
          Words
        </Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="sources" className="flex min-h-0 flex-1 flex-col">
        <div className="min-h-0 flex-1 overflow-y-auto">
          <CameraList assets={assets} found={sync.found} />
          <SoundPanel assets={assets} />
        </div>
        <SyncBar sync={sync} />
      </Tabs.Content>
      <Tabs.Content value="cuts" className="flex min-h-0 flex-1 flex-col">
        <CutList />
      </Tabs.Content>
      <Tabs.Content value="words" className="flex min-h-0 flex-1 flex-col">
        <WordsPanel />
      </Tabs.Content>
    </Tabs.Root>
  );
}
