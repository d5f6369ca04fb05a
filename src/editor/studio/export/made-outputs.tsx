'use client';
import { useState } from 'react';
import { Download, Play, RotateCcw } from 'lucide-react';
import type { ExportStatus } from '../../../client/contract.ts';
import { problemOf, useCutroom, useSignedUrl } from '../../../client/react.ts';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Progress } from '../../components/progress.tsx';
import { useToast } from '../../components/toast.tsx';
import { formatBytes, formatLength, formatPercent } from '../../words/numbers.ts';
import { outputPresets, plannedFrom, type PresetId } from '../episode/output-presets.ts';
import { masterId, outputFor } from '../../../edit/outputs-for.ts';
import { useMoment } from '../state/use-moment.ts';
import { useStudio } from '../state/studio-context.ts';
import { AddOutputMenu } from './output-list.tsx';

type Output = NonNullable<ExportStatus['outputs']>[number];

/** The files of one export, each with its own bar, player and download, and the way to one more. */
export function MadeOutputs({
  status,
  hasList,
}: {
  readonly status: ExportStatus;
  /** False for a single film, whose row says and offers all of this already. */
  readonly hasList: boolean;
}) {
  const outputs = status.outputs ?? [];
  const { store } = useStudio();
  const { client, queryClient, trpc } = useCutroom();
  const toast = useToast();
  const moment = useMoment();
  const refresh = () =>
    queryClient.invalidateQueries({ queryKey: trpc.get.queryKey({ jobId: status.jobId }) });
  const guard = (work: Promise<unknown>) => {
    work.then(refresh).catch((error: unknown) => {
      const { message, hint = '' } = problemOf(error);
      toast({ title: message, text: hint, isFault: true });
    });
  };
  const add = (preset: PresetId) => {
    const { edit } = store.getState();
    const now = moment();
    const output = outputFor(edit, plannedFrom(preset, now, outputs), now.seconds);
    guard(client.trpc.addOutput.mutate({ jobId: status.jobId, output }));
  };
  const retry = (outputId: string) =>
    guard(client.trpc.retryOutput.mutate({ jobId: status.jobId, outputId }));
  return (
    <div className="mt-3">
      {hasList && (
        <ul aria-label="Files" className="space-y-2">
          {outputs.map((output) => (
            <MadeOutput key={output.id} output={output} onRetry={() => retry(output.id)} />
          ))}
        </ul>
      )}
      {status.status === 'completed' && (
        <div className="mt-2">
          <AddOutputMenu label="Add one" onAdd={add} />
        </div>
      )}
    </div>
  );
}

/** What people call an output that the studio has planned. */
export function nameOfOutput(id: string): string {
  if (id === masterId || id === 'output') return 'Master';
  const [, preset = '', number] = /^(.+?)(?:-(\d+))?$/.exec(id) ?? [];
  const known = outputPresets[id as PresetId] ?? outputPresets[preset as PresetId];
  if (!known) return id;
  return number === undefined || known === outputPresets[id as PresetId]
    ? known.name
    : `${known.name} ${number}`;
}

function MadeOutput({ output, onRetry }: { readonly output: Output; readonly onRetry: () => void }) {
  const url = useSignedUrl(output.downloadUrl);
  const [isOpen, setIsOpen] = useState(false);
  const name = nameOfOutput(output.id);
  return (
    <li data-output={output.id} className="rounded-md bg-ground px-3 py-2 ring-1 ring-line ring-inset">
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-0 flex-1 basis-32">
          <p className="text-sm font-medium">{name}</p>
          <p className={output.state === 'failed' ? 'text-xs text-fault' : 'text-xs text-muted'}>
            {factsOf(output)}
          </p>
        </div>
        {url !== undefined && output.state === 'completed' && (
          <>
            <Button className="min-h-8 px-2.5" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
              <Play aria-hidden className="fill-current" strokeWidth={0} />
              {isOpen ? 'Close' : output.kind === 'still' ? 'Look' : 'Play'}
            </Button>
            <ButtonLink className="min-h-8 px-2.5" href={url} download aria-label={`Download ${name}`}>
              <Download aria-hidden />
            </ButtonLink>
          </>
        )}
        {output.state === 'failed' && (
          <Button className="min-h-8 px-2.5" onClick={onRetry}>
            <RotateCcw aria-hidden />
            Render again
          </Button>
        )}
      </div>
      {output.state === 'processing' && (
        <div className="mt-1.5">
          <Progress
            value={output.progress}
            label={`Progress of ${name}`}
            valueText={formatPercent(output.progress)}
          />
        </div>
      )}
      {isOpen && url !== undefined && <Shown output={output} url={url} name={name} />}
    </li>
  );
}

function Shown({
  output,
  url,
  name,
}: {
  readonly output: Output;
  readonly url: string;
  readonly name: string;
}) {
  const box = 'mt-2 w-full rounded-lg';
  if (output.kind === 'still') return <img src={url} alt={name} className={box} />;
  if (output.kind === 'sound') return <audio controls autoPlay src={url} aria-label={name} className={box} />;
  return (
    <video
      controls
      autoPlay
      playsInline
      src={url}
      aria-label={name}
      className={`${box} max-h-96 bg-[#000]`}
    />
  );
}

function factsOf({ state, progress, output, bytes, error }: Output): string {
  if (state === 'failed') return error?.message ?? 'Failed';
  if (state === 'processing') return formatPercent(progress);
  if (state !== 'completed') return state === 'pending' ? 'Waiting' : 'Cancelled';
  const parts = [
    output && output.durationSeconds > 0 && formatLength(output.durationSeconds),
    output && output.width > 0 && `${output.width} × ${output.height}`,
    bytes !== undefined && formatBytes(bytes),
  ];
  return parts.filter((part) => part !== false && part !== undefined).join(' · ');
}
