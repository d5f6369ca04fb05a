import { joinOwnedId, splitOwnedId, type ViewerNames } from '../contract/owned-name.ts';
import { ProblemError } from '../contract/problems.ts';
import type { ExportConfig } from '../contract/config/parse-config.ts';
import type { ExportStatus } from '../contract/exports/status.ts';
import type { ExportFile, ExportQuery, Exports, QueueChange } from '../jobs/ports.ts';
import type { OwnerLimits } from './limits/open-limits.ts';
import { inOwnWordsOf } from './own-words.ts';
import type { ListCursors } from './list-cursors.ts';
import { mapped } from './mapped.ts';
import type { RequireSource } from './media-view.ts';
import { requireSeenSources } from './require-seen-sources.ts';
import type { Sight } from './sight.ts';

export interface ExportViewOptions {
  /** Of all owners, by inner ids. */
  readonly exports: Exports;
  readonly names: ViewerNames;
  readonly sight: Sight;
  readonly requireSource: RequireSource;
  readonly cursors: ListCursors;
  /** Lets an export into the line again where its owner may have another one there. */
  readonly whileAllowed: OwnerLimits['whileAllowed'];
  /** Told of a file of somebody else's export before it is opened. */
  readonly onOpened: (jobId: string, file: ExportFile) => void;
}

/** The exports as one viewer may see them: what is not theirs to see is as if it were not there. */
export function exportsSeenBy(options: ExportViewOptions): Exports {
  const statusOut = createStatusOut(options.names);
  return { ...lookingAt(options, statusOut), ...changing(options, statusOut) };
}

/** The inner id of an export that may be seen, or changed; throws as for an id that nothing has. */
function innerId({ names }: ExportViewOptions, jobId: string, isAllowed: (key: string) => boolean): string {
  const key = names.idIn(jobId);
  if (key === undefined || !isAllowed(key)) throw noSuchExport(jobId);
  return key;
}

type Looking = 'catchUp' | 'get' | 'list' | 'counts' | 'watch' | 'follow' | 'watchAll' | 'pathOf';

function lookingAt(options: ExportViewOptions, statusOut: StatusOut): Pick<Exports, Looking> {
  const { exports, names, sight, cursors, onOpened } = options;
  const told = inOwnWordsOf(names);
  const seen = (jobId: string) => innerId(options, jobId, sight.maySeeExport);
  return {
    catchUp: async () => {
      await Promise.all([exports.catchUp(), sight.refresh()]);
    },
    get: (jobId) => {
      const key = names.idIn(jobId);
      const status = key !== undefined && sight.maySeeExport(key) ? exports.get(key) : undefined;
      return status && statusOut(status);
    },
    list: ({ cursor, ...query }) => {
      const among = isListedFor(query, sight);
      const from = cursor === undefined ? {} : { cursor: cursors.in(cursor) };
      const { nextCursor, ...page } = told(() => exports.list({ ...query, ...from, among }));
      const next = nextCursor === undefined ? {} : { nextCursor: cursors.out(nextCursor) };
      return { exports: page.exports.map(statusOut), ...next };
    },
    counts: (among = sight.isListed) => exports.counts(among),
    watch: (jobId, watch) =>
      // What is no longer shared is no longer told of.
      mapped(
        exports.watch(
          told(() => seen(jobId)),
          watch,
        ),
        (status) => (sight.maySeeExport(status.jobId) ? statusOut(status) : undefined),
      ),
    follow: (jobId, follower, sinceSeq) => {
      const tell = (status: ExportStatus) =>
        sight.maySeeExport(status.jobId) ? follower.tell(statusOut(status)) : true;
      return told(() => exports.follow(seen(jobId), { tell, end: () => follower.end() }, sinceSeq));
    },
    watchAll: (watch) => mapped(exports.watchAll(watch), createChangeOut(statusOut, sight)),
    pathOf: async (jobId, file, outputId) => {
      const key = names.idIn(jobId);
      if (key === undefined || !sight.maySeeExport(key)) return undefined;
      if (splitOwnedId(key).owner !== names.viewer) onOpened(key, file);
      return exports.pathOf(key, file, outputId);
    },
  };
}

function isListedFor({ of }: ExportQuery, sight: Sight): (key: string) => boolean {
  if (of === undefined) return sight.isListed;
  return (key) => sight.maySeeExport(key) && (of === 'everybody' || splitOwnedId(key).owner === of);
}

function changing(options: ExportViewOptions, statusOut: StatusOut): Omit<Exports, Looking> {
  const { exports, names, sight } = options;
  const told = inOwnWordsOf(names);
  const own = (jobId: string) => innerId(options, jobId, sight.mayChangeExport);
  const change = (jobId: string, act: (key: string) => Promise<ExportStatus>) =>
    told(async () => statusOut(await act(own(jobId))));
  const seen = (config: ExportConfig): ExportConfig => {
    requireSeenSources(config, names, options.requireSource);
    return config;
  };
  /** Makes something of an export that is there. */
  const allowed = async (key: string, act: () => Promise<ExportStatus>) => {
    seen(await exports.configOf(key));
    return options.whileAllowed(splitOwnedId(key).owner, act);
  };
  return {
    create: () => Promise.reject(new Error('exports are taken by the runtime, which knows their sources')),
    addOutput: () => Promise.reject(new Error('outputs are added by the runtime')),
    configOf: (jobId) => told(async () => exports.configOf(own(jobId))),
    configWith: (jobId, output) => told(async () => seen(await exports.configWith(own(jobId), output))),
    cancel: (jobId) => change(jobId, exports.cancel),
    retry: (jobId) => change(jobId, (key) => allowed(key, () => exports.retry(key))),
    retryOutput: (jobId, id) => change(jobId, (key) => allowed(key, () => exports.retryOutput(key, id))),
    removeOutput: (jobId, id) => change(jobId, (key) => exports.removeOutput(key, id)),
    remove: (jobId) => change(jobId, exports.remove),
  };
}

type StatusOut = (status: ExportStatus) => ExportStatus;

/** One and the same object for one and the same status: what is sent to many is told by that. */
function createStatusOut({ viewer, idOut, wordsOut }: ViewerNames): StatusOut {
  const known = new WeakMap<ExportStatus, ExportStatus>();
  return (status) => {
    const made = known.get(status);
    if (made) return made;
    const { owner, name } = splitOwnedId(status.jobId);
    const key = joinOwnedId({ owner, name });
    const out = wordsOut(status);
    const seen =
      owner === viewer
        ? out
        : withId(out, { inner: `/api/export/${key}/`, outer: `/api/export/${idOut(key)}/` });
    const view = Object.freeze({ ...seen, jobId: idOut(key) });
    known.set(status, view);
    return view;
  };
}

/** Addresses of somebody else's export say whose it is. */
function withId(status: ExportStatus, { inner, outer }: { inner: string; outer: string }): ExportStatus {
  const { downloadUrl, outputs } = status;
  return {
    ...status,
    ...(downloadUrl !== undefined && { downloadUrl: downloadUrl.replace(inner, outer) }),
    ...(outputs && {
      outputs: outputs.map((output) =>
        output.downloadUrl === undefined
          ? output
          : { ...output, downloadUrl: output.downloadUrl.replace(inner, outer) },
      ),
    }),
  };
}

function createChangeOut(statusOut: StatusOut, sight: Sight) {
  const known = new WeakMap<QueueChange, QueueChange>();
  return (change: QueueChange): QueueChange | undefined => {
    if (!sight.isListed(change.status.jobId)) return undefined;
    const made = known.get(change) ?? { ...change, status: statusOut(change.status) };
    known.set(change, made);
    return made;
  };
}

function noSuchExport(jobId: string): ProblemError {
  return new ProblemError({
    code: 'NOT_FOUND',
    message: `There is no export with the id ${jobId.slice(0, 200)}.`,
  });
}
