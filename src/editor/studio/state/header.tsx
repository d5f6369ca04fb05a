'use client';
import { use, useState } from 'react';
import { useStore } from 'zustand';
import {
  Check,
  CloudOff,
  FolderOpen,
  Keyboard,
  LoaderCircle,
  Redo2,
  Share,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { Button, ButtonLink, IconButton } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { Tooltip } from '../../components/tooltip.tsx';
import type { SaveState } from '../model/autosave.ts';
import { NameField } from '../panels/name-field.tsx';
import { ThemeMenu } from '../../theme/theme-menu.tsx';
import type { Theme } from '../../theme/theme.ts';
import { open, redo, undo } from './commands.ts';
import { EditMenu } from './edit-menu.tsx';
import { readyWords } from '../export/plan-words.ts';
import { ReadinessContext } from './use-readiness.ts';
import { useStudio } from './studio-context.ts';
import type { Saving } from './use-autosave.ts';
import { pagePath } from '../../page-path.ts';

export function Header({ saving, theme }: { readonly saving: Saving; readonly theme: Theme }) {
  const studio = useStudio();
  const canUndo = useStore(studio.store.history, ({ pastStates }) => pastStates.length > 0);
  const canRedo = useStore(studio.store.history, ({ futureStates }) => futureStates.length > 0);
  return (
    <header className="flex h-13 shrink-0 items-center gap-1 border-b border-line px-2">
      <Tooltip text="All projects">
        <ButtonLink
          look="quiet"
          href={pagePath('/projects')}
          aria-label="All projects"
          className="size-9 min-h-0 px-0"
        >
          <FolderOpen aria-hidden />
        </ButtonLink>
      </Tooltip>
      <ProjectName />
      <SaveMark saving={saving} />
      <div className="ml-auto flex items-center gap-0.5">
        <IconButton label="Undo (Ctrl Z)" disabled={!canUndo} onClick={() => undo(studio)}>
          <Undo2 aria-hidden />
        </IconButton>
        <IconButton label="Redo (Ctrl Shift Z)" disabled={!canRedo} onClick={() => redo(studio)}>
          <Redo2 aria-hidden />
        </IconButton>
        <IconButton label="Keyboard shortcuts (?)" onClick={() => open(studio, { kind: 'keys' })}>
          <Keyboard aria-hidden />
        </IconButton>
        <EditMenu />
        <ThemeMenu initial={theme} />
        <ReadyMark />
        <Button look="primary" className="ml-2" onClick={() => open(studio, { kind: 'export' })}>
          <Share aria-hidden />
          Export
        </Button>
      </div>
    </header>
  );
}

/** What the export would take, once it is known to be prepared. */
function ReadyMark() {
  const readiness = use(ReadinessContext);
  if (readiness.ready !== 1) return null;
  return <p className="ml-2 text-xs whitespace-nowrap text-muted max-lg:sr-only">{readyWords(readiness)}</p>;
}

function ProjectName() {
  const { store } = useStudio();
  const name = useStore(store, (state) => state.name);
  const [isRenaming, setIsRenaming] = useState(false);
  if (isRenaming) {
    return (
      <NameField
        label="Name of the project"
        value={name}
        className="max-w-96 flex-none"
        onClose={(next) => {
          setIsRenaming(false);
          if (next !== undefined) store.rename(next);
        }}
      />
    );
  }
  return (
    <h1 className="min-w-0">
      <button
        type="button"
        onClick={() => setIsRenaming(true)}
        title="Rename"
        className="block max-w-96 truncate rounded-md px-2 py-1.5 text-[0.9375rem] font-semibold hover:bg-hover"
      >
        {name}
      </button>
    </h1>
  );
}

const words: Record<SaveState, string> = {
  saved: 'Saved',
  waiting: 'Saving…',
  saving: 'Saving…',
  offline: 'Offline: not saved yet, trying again',
  conflict: 'Changed elsewhere',
  refused: 'Not saved',
};

/** How the edit stands against the server's copy. */
function SaveMark({ saving: { state, saveNow } }: { readonly saving: Saving }) {
  const isTrouble = state === 'offline' || state === 'conflict' || state === 'refused';
  return (
    <p
      role="status"
      className={classNames(
        'ml-1 flex items-center gap-1.5 text-xs whitespace-nowrap text-muted',
        isTrouble && 'rounded-full bg-live-ground py-1 pr-3 pl-2.5 text-live-text',
      )}
    >
      {state === 'saved' && <Check aria-hidden className="size-3.5 text-done" />}
      {(state === 'waiting' || state === 'saving') && (
        <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
      )}
      {state === 'offline' && <CloudOff aria-hidden className="size-3.5" />}
      {(state === 'conflict' || state === 'refused') && <TriangleAlert aria-hidden className="size-3.5" />}
      <span className={classNames(!isTrouble && 'max-sm:sr-only')}>{words[state]}</span>
      {(state === 'offline' || state === 'refused') && (
        <button type="button" className="rounded-xs font-medium underline" onClick={saveNow}>
          Try now
        </button>
      )}
    </p>
  );
}
