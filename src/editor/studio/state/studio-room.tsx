'use client';
import { useEffect, useMemo, useState } from 'react';
import { useExportReadiness } from '../../../client/react.ts';
import type { Project } from '../../../contract/project.ts';
import type { Theme } from '../../theme/theme.ts';
import { ExportPanel } from '../export/export-panel.tsx';
import { AddDialog } from '../ingest/add-dialog.tsx';
import { PageDrop } from '../../submit/page-drop.tsx';
import { droppedOn } from '../ingest/dropped-on.ts';
import { IngestContext, useNewIngest } from '../ingest/use-ingest.ts';
import { fileNamesOf } from '../../../contract/footage/recording-files.ts';
import type { Lengths } from '../model/take.ts';
import { createStudioStore } from '../model/studio-store.ts';
import { FramingDialog } from '../framing/framing-dialog.tsx';
import { EmptyStudio } from '../panels/empty-studio.tsx';
import { FilesDialog } from '../files/files-dialog.tsx';
import { SidePanel } from '../panels/side-panel.tsx';
import { RelinkDialog } from '../files/relink-dialog.tsx';
import { SyncDialog } from '../panels/sync-dialog.tsx';
import { Player } from '../player/player.ts';
import { RecorderSounds } from '../stage/recorder-sounds.tsx';
import { StudioStage } from '../stage/stage.tsx';
import { TransportBar } from '../stage/transport.tsx';
import { PictureStore } from '../timeline/picture-store.ts';
import { ShotMenu } from '../timeline/shot-menu.tsx';
import { SelectionBar } from '../timeline/selection-bar.tsx';
import { VersionsDialog } from '../versions/versions-dialog.tsx';
import { TightenDialog } from '../voice/tighten-dialog.tsx';
import { VoiceDialog } from '../voice/voice-dialog.tsx';
import { HeightHandle } from '../timeline/height-handle.tsx';
import { ProblemChip } from '../timeline/problem-chip.tsx';
import { TimelineBar } from '../timeline/timeline-bar.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { settleDoubt } from './commands.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { Header } from './header.tsx';
import { keepHistory, restoreHistory } from './kept-history.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { createView, StudioContext, useEdit, useStudio, useView, type Studio } from './studio-context.ts';
import { useAssets, type StudioAssets } from './use-assets.ts';
import { useAutosave } from './use-autosave.ts';
import { ReadinessContext, usePreviewConfig } from './use-readiness.ts';
import { useLengths } from './use-lengths.ts';
import { useKeys } from './use-keys.ts';
import { useScore } from './use-playback.ts';

export interface StudioRoomProps {
  readonly project: Project;
  readonly theme: Theme;
  /** Asks the server again, giving up what is unsaved here. */
  readonly onReload: () => void;
}

/** One open project. Everything in it lives and ends with this component. */
export function StudioRoom(props: StudioRoomProps) {
  const [studio] = useState(() => openStudio(props.project));
  useEffect(() => {
    // Without screen frames there is nobody to keep the cameras in step and to make the cuts.
    const onVisibility = () => document.hidden && studio.player.pause();
    const onLeave = () => keepHistory(studio.projectId, studio.store);
    document.addEventListener('visibilitychange', onVisibility);
    window.addEventListener('pagehide', onLeave);
    return () => {
      window.removeEventListener('pagehide', onLeave);
      document.removeEventListener('visibilitychange', onVisibility);
      studio.player.pause();
    };
  }, [studio]);
  return (
    <StudioContext value={studio}>
      <Room {...props} />
    </StudioContext>
  );
}

function openStudio(project: Project): Studio {
  const store = createStudioStore(project);
  restoreHistory(project.id, store);
  return {
    projectId: project.id,
    store,
    player: new Player(),
    pictures: new PictureStore(),
    lengths: new Map(),
    ends: new Map(),
    view: createView(),
  };
}

function Room({ project, theme, onReload }: StudioRoomProps) {
  const studio = useStudio();
  const { store } = studio;
  const { angles, finish } = useEdit();
  const ingest = useNewIngest();
  const { recorders } = finish;
  const filePaths = useMemo(() => fileNamesOf([...angles, ...recorders]), [angles, recorders]);
  const assets = useAssets(filePaths);
  const saving = useAutosave(project, store);
  const lengths = useLengths(filePaths);
  useEffect(() => settleDoubt(studio), [studio, lengths]);
  const readiness = useExportReadiness(usePreviewConfig());
  useScore(assets, lengths);
  useKeys();
  return (
    <ReadinessContext value={readiness}>
      <IngestContext value={ingest}>
        <div className="flex flex-col min-[900px]:h-dvh min-[900px]:min-h-[36rem]">
          <Header saving={saving} theme={theme} />
          {angles.length === 0 ? <EmptyStudio /> : <Bench assets={assets} lengths={lengths} />}
          <RecorderSounds assets={assets} />
        </div>
        <PageDrop
          says={
            angles.length === 0
              ? 'Drop the cameras here'
              : 'Drop new cameras anywhere; on a camera’s row they are added to it'
          }
          isAimed={angles.length > 0}
          onFiles={(files, target) => ingest.take(files, droppedOn(target))}
        />
        <Dialogs assets={assets} />
        {saving.state === 'conflict' && <ConflictDialog onReload={onReload} />}
      </IngestContext>
    </ReadinessContext>
  );
}

/** Cameras, pictures and time line; in a narrow window one below the other, the lists last. */
function Bench({ assets, lengths }: { readonly assets: StudioAssets; readonly lengths: Lengths }) {
  return (
    <>
      <div className="contents min-[900px]:flex min-[900px]:min-h-0 min-[900px]:flex-1">
        <SidePanel assets={assets} />
        <div className="flex min-w-0 flex-1 flex-col">
          <StudioStage assets={assets} />
        </div>
      </div>
      <div className="relative shrink-0">
        <SelectionBar />
        <TransportBar>
          <ProblemChip lengths={lengths} assets={assets} />
          <TimelineBar />
        </TransportBar>
      </div>
      <section aria-label="Timeline" className="relative shrink-0 px-2 pb-1.5">
        <HeightHandle />
        <Timeline lengths={lengths} />
        <ShotMenu />
      </section>
    </>
  );
}

function Dialogs({ assets }: { readonly assets: StudioAssets }) {
  const dialog = useView((view) => view.dialog);
  switch (dialog?.kind) {
    case 'keys':
      return <KeysDialog />;
    case 'export':
      return <ExportPanel />;
    case 'voice':
      return <VoiceDialog assets={assets} />;
    case 'tighten':
      return <TightenDialog assets={assets} />;
    case 'versions':
      return <VersionsDialog />;
    case 'add':
      return <AddDialog />;
    case 'sync':
      return <SyncDialog angleId={dialog.angleId} />;
    case 'relink':
      return <RelinkDialog angleId={dialog.angleId} filePath={dialog.filePath} />;
    case 'files':
      return <FilesDialog angleId={dialog.angleId} />;
    case 'framing':
      return <FramingDialog angleId={dialog.angleId} />;
    case undefined:
      return null;
  }
}
