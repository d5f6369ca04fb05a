import type { ExportState, ExportStatus } from '../../contract/exports/status.ts';

/** A page of exports, newest first, as `list` answers it. */
export interface ListPage {
  readonly exports: readonly ExportStatus[];
  readonly nextCursor?: string | undefined;
}

export interface ListChange {
  readonly status: ExportStatus;
  readonly isRemoved: boolean;
}

/**
 * The pages of one listing after one change. Order and page borders stay as they are: an export that is
 * already listed changes in place, one that no longer fits the filter goes, and a new one is put where its
 * age belongs, unless that lies beyond what has been loaded. Unchanged pages are returned as they were.
 */
export function patchPages<Page extends ListPage>(
  pages: readonly Page[],
  change: ListChange,
  states: readonly ExportState[] | undefined,
): readonly Page[] {
  const { status } = change;
  const belongs = !change.isRemoved && (states === undefined || states.includes(status.status));
  const at = pages.findIndex((page) => page.exports.some(({ jobId }) => jobId === status.jobId));
  if (at === -1) return belongs ? insert(pages, status) : pages;
  return replaceAt(pages, at, (exports) =>
    exports.flatMap((listed) => {
      if (listed.jobId !== status.jobId) return [listed];
      return belongs ? [newerStatus(listed, status)] : [];
    }),
  );
}

function insert<Page extends ListPage>(pages: readonly Page[], status: ExportStatus): readonly Page[] {
  const at = pages.findIndex((page) => page.exports.some((listed) => listed.createdAt <= status.createdAt));
  const last = pages.length - 1;
  if (at === -1 && (last < 0 || pages[last]?.nextCursor !== undefined)) return pages;
  return replaceAt(pages, at === -1 ? last : at, (exports) => {
    const older = exports.findIndex((listed) => listed.createdAt <= status.createdAt);
    return older === -1
      ? [...exports, status]
      : [...exports.slice(0, older), status, ...exports.slice(older)];
  });
}

function replaceAt<Page extends ListPage>(
  pages: readonly Page[],
  at: number,
  change: (exports: readonly ExportStatus[]) => readonly ExportStatus[],
): readonly Page[] {
  return pages.map((page, index) => (index === at ? { ...page, exports: change(page.exports) } : page));
}

/**
 * The later of two snapshots of one export. An answer that was overtaken on the way must not turn an export
 * back; one that was removed and made again under the same id counts from the start.
 */
export function newerStatus(known: ExportStatus | undefined, arrived: ExportStatus): ExportStatus {
  if (known === undefined || known.createdAt !== arrived.createdAt) {
    return known !== undefined && known.createdAt > arrived.createdAt ? known : arrived;
  }
  return arrived.seq >= known.seq ? arrived : known;
}

export function countListed(pages: readonly ListPage[]): number {
  return pages.reduce((sum, page) => sum + page.exports.length, 0);
}
