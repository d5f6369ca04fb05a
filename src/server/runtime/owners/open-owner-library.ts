import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaLibrary } from '../../../api/runtime.ts';
import { soleAdministrator } from '../../../contract/principal.ts';
import { createListWatch } from '../../../media/library/list-watch.ts';
import { openSourceLibrary } from '../../../media/library/source-library.ts';
import type { SourceReadings } from '../../../media/reading/kept/source-readings.ts';
import { createSampleMaker, type SampleOptions } from '../../../media/sample/make-sample.ts';
import type { OwnLibrary } from '../../../owners/media-view.ts';
import type { ServerConfig } from '../../settings/config.ts';
import type { StoredLibraries } from '../../objects/stored-library.ts';
import { ownerFolderOf } from './owner-folders.ts';

export interface OwnerLibraryParts extends Omit<SampleOptions, 'sourcesFolder'> {
  readonly readings: SourceReadings;
  /** What of the sources lies in a storage. */
  readonly stored?: StoredLibraries | undefined;
  /** The library of those who are not told apart. */
  readonly house: MediaLibrary;
  /** Told that a source is gone. */
  readonly onRemoved: () => void;
}

/** The folders of sources of single owners, each opened when its owner comes. With it goes what all may read. */
export function createOwnerLibraries(
  config: ServerConfig,
  { readings, stored, house, onRemoved, children, signal }: OwnerLibraryParts,
): (owner: string) => OwnLibrary {
  const opened = new Map<string, OwnLibrary>();
  const shared = config.mediaRoots.map((root) => ({
    root,
    library: openSourceLibrary(readings, { library: root, extra: [] }),
  }));
  const listShared = async () => {
    const lists = await Promise.all(
      shared.map(async ({ root, library }) => {
        // A disk that is not mounted now has nothing to show.
        const files = await library.list().catch(() => []);
        return files.map((file) => ({ ...file, filePath: join(root, file.filePath), isShared: true }));
      }),
    );
    return lists.flat();
  };
  const open = (owner: string): OwnLibrary => {
    const folder = ownerFolderOf(config, owner, 'sources');
    const ready = () => mkdir(folder, { recursive: true });
    const roots = { library: folder, extra: config.mediaRoots };
    const own = openSourceLibrary(readings, roots, stored?.of(owner));
    const makeSample = createSampleMaker({ children, sourcesFolder: folder, signal });
    const list = async () => {
      await ready();
      return [...(await own.list()), ...(await listShared())];
    };
    return {
      list,
      watch: createListWatch(list),
      remove: async (filePath) => {
        await ready();
        await own.remove(filePath);
        onRemoved();
      },
      makeSample: async () => {
        if (owner === soleAdministrator.id) return house.makeSample();
        await ready();
        return makeSample();
      },
    };
  };
  return (owner) => {
    const library = opened.get(owner) ?? open(owner);
    opened.set(owner, library);
    return library;
  };
}
