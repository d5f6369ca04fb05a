'use client';
import { useQuery } from '@tanstack/react-query';
import { useCutroom } from '../../client/react.ts';
import type { DiskUse } from '../../contract/footage/disk-use.ts';
import { classNames } from '../components/class-names.ts';
import { formatBytes } from '../words/numbers.ts';

/** As long as this, in milliseconds, what was found on the disk is shown. */
const renewMs = 30_000;

interface Part {
  readonly name: string;
  readonly bytes: (use: DiskUse) => number;
  readonly fill: string;
  readonly dot: string;
  /** What it is for, and whether it may go. */
  readonly says: string;
}

const parts: readonly Part[] = [
  {
    name: 'Footage',
    bytes: ({ sourceBytes }) => sourceBytes,
    ...{ fill: 'fill-[var(--cam-1)]', dot: 'bg-[var(--cam-1)]', says: 'What was uploaded or copied in' },
  },
  {
    name: 'Exports',
    bytes: ({ exportBytes }) => exportBytes,
    ...{
      fill: 'fill-[var(--cam-3)]',
      dot: 'bg-[var(--cam-3)]',
      says: 'Finished files, until they are removed',
    },
  },
  {
    name: 'Previews',
    bytes: ({ previewBytes }) => previewBytes,
    ...{
      fill: 'fill-[var(--cam-2)]',
      dot: 'bg-[var(--cam-2)]',
      says: 'What the studio plays; deleted with its footage',
    },
  },
  {
    name: 'Chunks',
    bytes: ({ chunkBytes }) => chunkBytes,
    ...{
      fill: 'fill-[var(--cam-7)]',
      dot: 'bg-[var(--cam-7)]',
      says: 'Encoded pieces kept for the next export; the oldest are deleted first',
    },
  },
  {
    name: 'Uploads',
    bytes: ({ uploadBytes }) => uploadBytes,
    ...{ fill: 'fill-[var(--cam-4)]', dot: 'bg-[var(--cam-4)]', says: 'Not finished' },
  },
];

/** How much of the disk each kind of file takes, as a bar and in words. */
export function DiskBar() {
  const { queryClient, trpc } = useCutroom();
  const { data } = useQuery(
    trpc.system.diskUse.queryOptions(undefined, { staleTime: renewMs, refetchInterval: renewMs }),
    queryClient,
  );
  if (!data) return null;
  const shown = parts.map((part) => ({ ...part, size: part.bytes(data) })).filter(({ size }) => size > 0);
  const used = shown.reduce((sum, { size }) => sum + size, 0);
  const total = used + (data.freeBytes ?? 0);
  return (
    <section aria-label="Disk" className="mb-5 rounded-xl bg-panel px-4 py-3.5 ring-1 ring-line sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-sm font-medium">{formatBytes(used)} used</h2>
        {data.freeBytes !== null && (
          <p className="text-[0.8125rem] text-muted">{formatBytes(data.freeBytes)} free</p>
        )}
      </div>
      <Stripes parts={shown} total={total} />
      <ul className="mt-2.5 flex flex-wrap gap-x-5 gap-y-1 text-[0.8125rem]">
        {shown.map(({ name, size, dot, says }) => (
          <li key={name} title={says} className="flex items-center gap-1.5">
            <span aria-hidden className={classNames('size-2 rounded-full', dot)} />
            {name} <span className="text-muted">{formatBytes(size)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A part that is there at all is at least this wide, in hundredths of the bar. */
const leastWidth = 0.4;

function Stripes({
  parts: shown,
  total,
}: {
  readonly parts: readonly { readonly name: string; readonly size: number; readonly fill: string }[];
  readonly total: number;
}) {
  const widths = shown.map(({ size }) => Math.max(leastWidth, (size / Math.max(1, total)) * 100));
  const startOf = (index: number) => widths.slice(0, index).reduce((sum, width) => sum + width, 0);
  return (
    <svg
      aria-hidden
      preserveAspectRatio="none"
      viewBox="0 0 100 1"
      className="mt-2 block h-2.5 w-full overflow-hidden rounded-full bg-track"
    >
      {shown.map(({ name, fill }, index) => (
        <rect key={name} x={startOf(index)} width={widths[index]} height="1" className={fill} />
      ))}
    </svg>
  );
}
