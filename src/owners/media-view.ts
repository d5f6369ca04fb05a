import { resolve, sep } from 'node:path';
import type { MediaLibrary } from '../api/runtime.ts';
import { liesOutside, splitOwnedPath, type ViewerNames } from '../contract/owned-name.ts';
import { soleAdministrator } from '../contract/principal.ts';
import { ProblemError } from '../contract/problems.ts';
import { mapped } from './mapped.ts';
import { inOwnWordsOf } from './own-words.ts';
import type { Sight } from './sight.ts';

/** The files that lie in one owner's own folder. */
export type OwnLibrary = Pick<MediaLibrary, 'list' | 'watch' | 'remove' | 'makeSample'>;

export interface MediaViewOptions {
  /** Of all owners, by inner paths. */
  readonly media: MediaLibrary;
  /** The folder of one owner, by plain names. */
  readonly libraryOf: (owner: string) => OwnLibrary;
  readonly names: ViewerNames;
  readonly sight: Sight;
  /** Folders that all may read, absolute. */
  readonly shared: readonly string[];
  /** The inner path of an absolute one; itself where it lies in nobody's folder. */
  readonly pathOfFile: (path: string) => string;
  /** Where a file lies that assets were made of; undefined where there are none. */
  readonly sourceOfAssets: (key: string) => string | undefined;
  /** Told of a file of somebody else's before it is opened. */
  readonly onOpened: (path: string) => void;
}

/** Says which sources a viewer may name; throws for the others, as for files that are not there. */
export type RequireSource = (filePath: string) => string;

export function createRequireSource(options: Seeing): RequireSource {
  const { names } = options;
  return (filePath) => {
    const path = names.pathIn(filePath);
    if (maySeePath(options, path)) return path;
    throw new ProblemError(liesOutside(path) ? outsideLibrary(filePath) : noSuchSource(filePath));
  };
}

type Seeing = Pick<MediaViewOptions, 'names' | 'sight' | 'shared'>;

/** Whether a source of this inner path may be read. */
function maySeePath(options: Seeing, path: string): boolean {
  return liesOutside(path) ? mayNameFile(options, path) : options.sight.maySeeSource(path);
}

/** Whether an absolute path may be named: inside the folders that all may read. What lies elsewhere is looked at later. */
function mayNameFile({ names, shared }: Pick<MediaViewOptions, 'names' | 'shared'>, path: string): boolean {
  if (names.viewer === soleAdministrator.id || /^https?:/i.test(path)) return true;
  return shared.some((root) => isWithin(resolve(path), root));
}

/** The sources as one viewer may name them: their own, those of projects shared with them, and those that all may read. */
export function mediaSeenBy(options: MediaViewOptions, requireSource: RequireSource): MediaLibrary {
  const { media, libraryOf, names } = options;
  const { wordsOut } = names;
  const told = inOwnWordsOf(names);
  const opened = (filePath: string): string => {
    const path = requireSource(filePath);
    if (!liesOutside(path) && splitOwnedPath(path).owner !== names.viewer) options.onOpened(path);
    return path;
  };
  return {
    ...libraryOf(names.viewer),
    remove: (filePath) => told(() => removeSeen(filePath, options, requireSource)),
    probe: (filePath, signal) =>
      told(async () => ({ ...wordsOut(await media.probe(requireSource(filePath), signal)), filePath })),
    originalOf: (filePath) => told(async () => media.originalOf(opened(filePath))),
    hear: (filePath, signal) => told(() => media.hear(requireSource(filePath), signal)),
    sync: ({ reference, others }, signal) =>
      told(async () => {
        const asked = {
          reference: eachFile(reference, requireSource),
          others: others.map((one) => eachFile(one, requireSource)),
        };
        const results = await media.sync(asked, signal);
        return results.map((result, index) => ({
          ...wordsOut(result),
          filePath: firstFile(others[index]) ?? result.filePath,
        }));
      }),
    assets: {
      watch: (filePaths, watch) => {
        const outer = new Map(filePaths.map((filePath) => [opened(filePath), filePath]));
        return mapped(media.assets.watch([...outer.keys()], watch), ({ seq, assets }) => {
          // Of what is no longer shared nothing more is told.
          const seen = assets.filter(({ filePath }) => maySeePath(options, filePath));
          if (seen.length === 0 && assets.length > 0) return undefined;
          const toOut = (asset: AssetView) =>
            assetOut(asset, outer.get(asset.filePath) ?? asset.filePath, wordsOut);
          return { seq, assets: seen.map(toOut) };
        });
      },
      locate: (key, name) => {
        const found = media.assets.locate(key, name);
        const source = found && options.sourceOfAssets(key);
        if (source === undefined) return undefined;
        return maySeePath(options, options.pathOfFile(source)) ? found : undefined;
      },
    },
  };
}

/** Of a recording in several files each one is named. */
function eachFile(recording: string | readonly string[], requireSource: RequireSource): string | string[] {
  return typeof recording === 'string' ? requireSource(recording) : recording.map(requireSource);
}

function firstFile(recording: string | readonly string[] | undefined): string | undefined {
  return typeof recording === 'string' ? recording : recording?.[0];
}

/** Removes a file of the viewer's own; administrators remove those of others, too. */
async function removeSeen(
  filePath: string,
  { libraryOf, names, sight }: MediaViewOptions,
  requireSource: RequireSource,
): Promise<void> {
  const path = requireSource(filePath);
  const { owner, name } = splitOwnedPath(path);
  const isOwn = owner === names.viewer || liesOutside(path);
  if (!isOwn && !sight.mayRemoveSource(path)) throw new ProblemError(noSuchSource(filePath));
  await libraryOf(isOwn ? names.viewer : owner).remove(name);
}

type Asset = Awaited<ReturnType<ReturnType<MediaLibrary['assets']['watch']>['next']>>;
type AssetView = Exclude<Asset, { done: true }>['value']['assets'][number];

function assetOut(asset: AssetView, filePath: string, wordsOut: ViewerNames['wordsOut']): AssetView {
  const address = filePath.split('/').map(encodeURIComponent).join('/');
  return { ...wordsOut(asset), filePath, originalUrl: `/api/media/file/${address}` };
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function noSuchSource(filePath: string) {
  return {
    code: 'SOURCE_NOT_FOUND',
    message: `The source ${JSON.stringify(filePath)} does not exist.`,
    hint: 'Upload the file or copy it into the sources folder first.',
  } as const;
}

function outsideLibrary(filePath: string) {
  return {
    code: 'PATH_FORBIDDEN',
    message: `The source ${JSON.stringify(filePath)} does not lie inside the source library.`,
    hint: 'Use the name of a file in the sources folder, or a path inside a folder of MEDIA_ROOTS.',
  } as const;
}
