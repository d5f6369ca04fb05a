import { withFileNames } from '../contract/footage/recording-files.ts';
import type { Readiness, Runtime } from '../api/runtime.ts';
import type { Take } from '../autocut/read-take.ts';
import { namesFor, splitOwnedId, type ViewerNames } from '../contract/owned-name.ts';
import type { ExportConfig } from '../contract/config/parse-config.ts';
import { soleAdministrator, type Principal } from '../contract/principal.ts';
import type { Exports } from '../jobs/ports.ts';
import { ownDiskUse } from './own-disk-use.ts';
import { accountOf, type AccountParts } from './account-port.ts';
import { exportsSeenBy } from './export-view.ts';
import { createRequireSource, mediaSeenBy, type OwnLibrary, type RequireSource } from './media-view.ts';
import { inOwnWordsOf } from './own-words.ts';
import { createListCursors } from './list-cursors.ts';
import { preparationsSeenBy } from './preparation-view.ts';
import { projectsSeenBy } from './project-view.ts';
import { sightOf } from './sight.ts';
import { webhooksOf } from './webhook-view.ts';

/** What the views of all viewers stand on. */
export interface ViewParts extends AccountParts {
  /** Of all owners, by inner names. */
  readonly runtime: Runtime;
  readonly libraryOf: (owner: string) => OwnLibrary;
  /** Folders that all may read, absolute. */
  readonly sharedFolders: readonly string[];
  readonly pathOfFile: (path: string) => string;
  readonly sourceOfAssets: (key: string) => string | undefined;
  /** Where the request comes from that is being answered; undefined for this machine itself. */
  readonly askedFrom: () => string | undefined;
  /** Hides what only counts inside; outlives a restart. */
  readonly secret: string;
}

/**
 * Everything that the API stands on, as one principal may reach it. Whatever answers the principal is handed this and
 * nothing else: what is not theirs to see is not there, whichever way it is asked for.
 */
export function runtimeSeenBy(principal: Principal, parts: ViewParts): Runtime {
  const { runtime, shares, noteAudit, askedFrom } = parts;
  const names = namesFor(principal.id);
  const sight = sightOf(principal, shares);
  const requireSource = createRequireSource({ names, sight, shared: parts.sharedFolders });
  const opened =
    (what: string) =>
    (name: string, file = 'source') =>
      noteAudit({ event: `${what}.open`, principal, address: askedFrom(), about: { name, file } });
  const exports = exportsSeenBy({
    ...{ exports: runtime.exports, names, sight, requireSource },
    whileAllowed: parts.limits.whileAllowed,
    cursors: createListCursors(parts.secret, principal.id),
    onOpened: opened('export'),
  });
  const account = accountOf({ principal, names, sight, exports }, parts);
  return {
    ...runtime,
    exports,
    account,
    counts: () => exports.counts(),
    diskUse: () => (principal.isAdministrator ? runtime.diskUse() : ownDiskUse(account)),
    projects: projectsSeenBy({ projectsOf: parts.projectsOf, names, sight, shares }),
    webhooks: webhooksOf(runtime.webhooks, names),
    readiness: async () => readinessFor(principal, await runtime.readiness()),
    workers: async () => (principal.isAdministrator ? runtime.workers() : []),
    media: mediaSeenBy(
      {
        ...{ media: runtime.media, libraryOf: parts.libraryOf, names, sight },
        ...{
          shared: parts.sharedFolders,
          pathOfFile: parts.pathOfFile,
          sourceOfAssets: parts.sourceOfAssets,
        },
        onOpened: opened('source'),
      },
      requireSource,
    ),
    preparations: preparationsSeenBy({
      ...{ preparations: runtime.preparations, names, sight },
      configIn: (config) => configIn(config, names, requireSource),
    }),
    ...workSeen(runtime, names, requireSource),
    ...takingSeen(parts, { exports, names, requireSource }),
  };
}

/** Whoever runs the server is told what is missing: disks, folders and programs are nobody else's business. */
function readinessFor({ isAdministrator }: Principal, { isReady, reasons }: Readiness): Readiness {
  if (isAdministrator || isReady) return { isReady, reasons };
  return { isReady, reasons: ['The server cannot render now. Whoever runs it is told why at /api/ready.'] };
}

/** How a viewer's exports are taken. */
function takingSeen(
  { runtime, limits }: ViewParts,
  {
    exports,
    names,
    requireSource,
  }: { readonly exports: Exports; readonly names: ViewerNames; readonly requireSource: RequireSource },
): Pick<Runtime, 'accept' | 'addOutput'> {
  const { viewer } = names;
  const told = inOwnWordsOf(names);
  // What is the first administrator's is nobody's inside, as without accounts.
  const owner = viewer === soleAdministrator.id ? {} : { owner: viewer };
  return {
    accept: (config, turn) =>
      told(async () => {
        const inner = configIn(config, names, requireSource);
        const take = () => runtime.accept(inner, { ...turn, ...owner });
        const isNew = runtime.exports.get(inner.id) === undefined;
        const taken = await (isNew ? limits.whileAllowed(viewer, take, config) : take());
        return statusFor(taken, exports.get(config.id));
      }),
    addOutput: (jobId, output) =>
      told(async () => {
        const config = await exports.configWith(jobId, output);
        const add = () => runtime.addOutput(config.id, output);
        const added = await limits.whileAllowed(splitOwnedId(config.id).owner, add);
        return statusFor(added, exports.get(jobId));
      }),
  };
}

/** What is found out about sources, for a viewer. */
function workSeen(
  runtime: Runtime,
  names: ViewerNames,
  requireSource: RequireSource,
): Pick<Runtime, 'dryRun' | 'suggestCuts' | 'suggestTrims'> {
  const told = inOwnWordsOf(names);
  const { wordsOut } = names;
  return {
    dryRun: (config, signal) =>
      told(async () => wordsOut(await runtime.dryRun(configIn(config, names, requireSource), signal))),
    suggestCuts: ({ take, ...order }, signal) =>
      told(async () =>
        wordsOut(await runtime.suggestCuts({ ...order, take: takeIn(take, requireSource) }, signal)),
      ),
    suggestTrims: ({ take, ...order }, signal) =>
      told(async () =>
        wordsOut(await runtime.suggestTrims({ ...order, take: takeIn(take, requireSource) }, signal)),
      ),
  };
}

/** What the viewer sees of it, if it is still there. */
function statusFor<Status>(inner: Status, seen: Status | undefined): Status {
  return seen ?? inner;
}

/** The config with its id and its sources by their inner names. Throws for sources that are not the viewer's to read. */
function configIn(config: ExportConfig, names: ViewerNames, requireSource: RequireSource): ExportConfig {
  const id = names.idIn(config.id) ?? config.id;
  if (config.version === 2) return { ...config, id, sources: sourcesIn(config.sources, requireSource) };
  return { ...config, id, sources: sourcesIn(config.sources, requireSource) };
}

function sourcesIn<Source extends { filePath: string }>(
  sources: readonly Source[],
  requireSource: RequireSource,
): Source[] {
  return sources.map((source) => ({ ...source, filePath: requireSource(source.filePath) }));
}

function takeIn(take: Take, requireSource: RequireSource): Take {
  const named = <Track extends Take['angles'][number]>(track: Track): Track =>
    withFileNames(track, requireSource);
  return { ...take, angles: take.angles.map(named), speakers: take.speakers?.map(named) };
}
