import PQueue from 'p-queue';
import { remoteFolders } from '../disk/remote-files.ts';
import type { ChildWork } from './child-work.ts';

/** Fetches what children read of files that lie elsewhere. Children open files, and never see a network. */
export interface Fetching {
  /** Resolves when all of it is there, with what lets go of it. */
  readonly fetch: (work: Pick<ChildWork, 'uses' | 'signal' | 'priority'>) => Promise<() => void>;
}

/**
 * Files are fetched before a child has its slot: meanwhile others work. `concurrency`: the children that work at once;
 * for no more than so many of the next ones is fetched ahead.
 */
export function createFetching(concurrency: number): Fetching {
  const ahead = new PQueue({ concurrency: concurrency + 2 });
  return {
    fetch: async ({ uses: { reads, needs = [] }, signal, priority }) => {
      const inputs = reads.flatMap((path) => {
        const remote = remoteFolders.of(path);
        return remote ? [{ path, remote }] : [];
      });
      if (inputs.length === 0) return () => undefined;
      const releases = inputs.map(({ path, remote }) => remote.hold(path));
      const release = () => releases.forEach((letGo) => letGo());
      const fetchAll = async () => {
        for (const { path, remote } of inputs) {
          const own = needs.filter((need) => need.path === path).flatMap(({ ranges }) => ranges);
          const isWhole = !needs.some((need) => need.path === path);
          await remote.fetch(path, isWhole ? undefined : own, signal);
        }
      };
      try {
        await ahead.add(fetchAll, { priority });
        return release;
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}
