'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { Clapperboard, Eye, Link, Play } from 'lucide-react';
import type { ExportStatus } from '../../client/contract.ts';
import { problemOf, useCutroom } from '../../client/react.ts';
import { Dialog } from '../components/dialog.tsx';
import { MenuItem } from '../components/menu.tsx';
import { useToast } from '../components/toast.tsx';

/** What leads from an export to what belongs to it: the finished film, its address, its project. */
export function LinkItems({
  status,
  onWatch,
}: {
  readonly status: ExportStatus;
  readonly onWatch: () => void;
}) {
  const { client } = useCutroom();
  const toast = useToast();
  const router = useRouter();
  const projectId = useProjectOf(status.jobId);
  const { downloadUrl } = status;
  const copy = async (url: string) => {
    try {
      await navigator.clipboard.writeText(url);
      toast({ title: 'Link copied', text: url });
    } catch {
      toast({ title: 'The browser did not allow copying the link', text: url, isFault: true });
    }
  };
  const copyReviewLink = async () => {
    const path = (downloadUrl ?? '').replace(/\/download(?:\?.*)?$/, '/review');
    try {
      const { ticket } = await client.trpc.ticket.query({ path });
      const url = new URL(client.absoluteUrl(path), window.location.href);
      if (ticket !== undefined) url.searchParams.set('ticket', ticket);
      await copy(url.href);
    } catch (error) {
      const { message, hint = '' } = problemOf(error);
      toast({ title: message, text: hint, isFault: true });
    }
  };
  return (
    <>
      {downloadUrl !== undefined && (
        <>
          <MenuItem icon={<Play aria-hidden />} movesFocus onSelect={onWatch}>
            Watch
          </MenuItem>
          <MenuItem
            icon={<Link aria-hidden />}
            onSelect={() => void copy(new URL(client.absoluteUrl(downloadUrl), window.location.href).href)}
          >
            Copy link
          </MenuItem>
          <MenuItem icon={<Eye aria-hidden />} onSelect={() => void copyReviewLink()}>
            Copy review link
          </MenuItem>
        </>
      )}
      {projectId !== undefined && (
        <MenuItem
          icon={<Clapperboard aria-hidden />}
          onSelect={() => router.push(`/studio/${encodeURIComponent(projectId)}`)}
        >
          Open project
        </MenuItem>
      )}
    </>
  );
}

/** The studio names an export after its project and eight letters more; other editors' exports have none here. */
function useProjectOf(jobId: string): string | undefined {
  const { queryClient, trpc } = useCutroom();
  const { data } = useQuery(trpc.projects.list.queryOptions(undefined, { staleTime: 30_000 }), queryClient);
  const prefix = /^(.+)-[0-9a-f]{8}$/.exec(jobId)?.[1];
  return prefix === undefined ? undefined : data?.find(({ id }) => id.slice(0, 100) === prefix)?.id;
}

/** The finished film in the page. */
export function WatchDialog({
  status,
  onClose,
}: {
  readonly status: ExportStatus;
  readonly onClose: () => void;
}) {
  const { client } = useCutroom();
  if (status.downloadUrl === undefined) return null;
  return (
    <Dialog title={status.projectName} onClose={onClose}>
      <video
        controls
        autoPlay
        playsInline
        src={client.absoluteUrl(status.downloadUrl)}
        aria-label={`The finished export of ${status.projectName}`}
        className="w-full rounded-lg bg-[#000]"
      />
    </Dialog>
  );
}
