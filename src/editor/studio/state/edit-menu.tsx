'use client';
import { useRef } from 'react';
import { AudioWaveform, Download, FolderInput, History, Scissors, Wrench } from 'lucide-react';
import { problemOf, useCutroom } from '../../../client/react.ts';
import type { ExchangeFormat } from '../../../contract/interchange.ts';
import { IconButton } from '../../components/button.tsx';
import { Menu, MenuItem } from '../../components/menu.tsx';
import { useToast } from '../../components/toast.tsx';
import { open } from './commands.ts';
import { useStudio } from './studio-context.ts';
import { pagePath } from '../../page-path.ts';

const programs: readonly (readonly [ExchangeFormat, string])[] = [
  ['fcpxml', 'Export for Final Cut Pro or Resolve (FCPXML)'],
  ['xml', 'Export for Premiere (Final Cut Pro XML)'],
  ['otio', 'Export as OpenTimelineIO'],
  ['edl', 'Export as an EDL'],
];

/** What changes the whole edit at once, and the ways to other programs and from them. */
export function EditMenu() {
  const studio = useStudio();
  const { client } = useCutroom();
  const toast = useToast();
  const chooser = useRef<HTMLInputElement>(null);
  const guard = (work: () => Promise<void>) => {
    work().catch((error: unknown) => toast({ title: problemOf(error).message }));
  };
  const save = async (format: ExchangeFormat): Promise<void> => {
    const file = await client.trpc.interchange.export.query({ projectId: studio.projectId, format });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([file.text], { type: 'application/octet-stream' }));
    link.download = file.fileName;
    link.click();
    URL.revokeObjectURL(link.href);
    toast({ title: [`${file.fileName} was written.`, ...file.notes].join(' ') });
  };
  const bring = async (file: File): Promise<void> => {
    const read = { fileName: file.name, text: await file.text(), create: true };
    const { projectId } = await client.trpc.interchange.import.mutate(read);
    window.location.assign(pagePath(`/studio/${projectId}`));
  };
  return (
    <>
      <Menu
        trigger={
          <IconButton label="Tools">
            <Wrench aria-hidden />
          </IconButton>
        }
      >
        <MenuItem
          icon={<AudioWaveform aria-hidden />}
          movesFocus
          onSelect={() => open(studio, { kind: 'voice' })}
        >
          Cut by voice…
        </MenuItem>
        <MenuItem
          icon={<Scissors aria-hidden />}
          movesFocus
          onSelect={() => open(studio, { kind: 'tighten' })}
        >
          Tighten…
        </MenuItem>
        <MenuItem
          icon={<History aria-hidden />}
          movesFocus
          onSelect={() => open(studio, { kind: 'versions' })}
        >
          Earlier versions…
        </MenuItem>
        <MenuItem icon={<FolderInput aria-hidden />} onSelect={() => chooser.current?.click()}>
          Import an edit…
        </MenuItem>
        {programs.map(([format, words]) => (
          <MenuItem key={format} icon={<Download aria-hidden />} onSelect={() => guard(() => save(format))}>
            {words}
          </MenuItem>
        ))}
      </Menu>
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label="An edit of another program"
        accept=".fcpxml,.xml,.otio,.edl,.drp"
        onChange={({ currentTarget: { files } }) => {
          const [file] = files ?? [];
          if (file) guard(() => bring(file));
        }}
      />
    </>
  );
}
