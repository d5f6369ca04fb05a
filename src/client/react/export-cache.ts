import type { InfiniteData } from '@tanstack/react-query';
import type { ExportState, ExportStatus } from '../../contract/exports/status.ts';
import type { Cutroom } from './context.ts';
import { countListed, newerStatus, patchPages, type ListChange, type ListPage } from './list-pages.ts';

type Cache = Pick<Cutroom, 'queryClient' | 'trpc'>;

/**
 * Writes one change into everything that shows it: the export's own entry and each loaded listing. The
 * cache, not the subscription, is what components read, so a final state stays after its stream has ended.
 */
export function applyChange(cache: Cache, change: ListChange): void {
  applyToExport(cache, change);
  applyToListings(cache, change);
}

/** The latest that is known of an export from whichever source. */
export function knownStatus({ queryClient, trpc }: Cache, jobId: string): ExportStatus | undefined {
  return queryClient.getQueryData(trpc.get.queryKey({ jobId }));
}

function applyToExport(cache: Cache, { status, isRemoved }: ListChange): void {
  const { queryClient, trpc } = cache;
  const queryKey = trpc.get.queryKey({ jobId: status.jobId });
  if (isRemoved) {
    void queryClient.resetQueries({ queryKey });
    return;
  }
  // An answer still on its way is older than this one; arriving afterwards it would turn time back.
  void queryClient.cancelQueries({ queryKey }, { revert: false });
  queryClient.setQueryData(queryKey, newerStatus(knownStatus(cache, status.jobId), status));
}

function applyToListings({ queryClient, trpc }: Cache, change: ListChange): void {
  const queries = queryClient.getQueryCache().findAll({ queryKey: trpc.list.pathKey() });
  for (const { queryKey, state } of queries) {
    const known = state.data as InfiniteData<ListPage> | undefined;
    if (known === undefined) continue;
    const pages = patchPages(known.pages, change, statesOf(queryKey));
    if (pages !== known.pages) queryClient.setQueryData(queryKey, { ...known, pages });
    const isMembershipChanged = countListed(pages) !== countListed(known.pages);
    // A listing on its way does not know of it yet and would undo it: ask again.
    if (isMembershipChanged && state.fetchStatus === 'fetching') {
      void queryClient.invalidateQueries({ queryKey, exact: true });
    }
  }
}

/** The filter of a listing, as its key in the cache tells it. */
function statesOf(queryKey: readonly unknown[]): readonly ExportState[] | undefined {
  const details = queryKey[2] as
    { readonly input?: { readonly states?: readonly ExportState[] } } | undefined;
  return details?.input?.states;
}
