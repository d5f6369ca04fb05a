import { splitOwnedId } from '../../contract/owned-name.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { UsageView } from '../../contract/user-limits.ts';
import type { Exports } from '../../jobs/ports.ts';
import { programmeTooLong, tooManyWaiting, tooMuchStored, uploadTooLarge } from './limit-problems.ts';
import type { LimitStore } from './limit-store.ts';
import { measureFolder } from './measure-folder.ts';
import { programmeSecondsOf } from './programme-seconds.ts';

export interface LimitsOptions {
  readonly store: LimitStore;
  readonly exports: Pick<Exports, 'counts'>;
  readonly folderOf: (owner: string, kind: 'sources' | 'exports' | 'uploads') => string;
  /** What an owner's things take that lie in a storage. */
  readonly elsewhere: (
    owner: string,
  ) => Promise<{ readonly exportBytes: number; readonly sourceBytes: number }>;
}

export interface NewUpload {
  readonly name: string;
  readonly size: number;
  /** Bytes that other unfinished uploads of this owner are still to bring. */
  readonly outstanding: number;
}

/** What each owner uses of what they may, and who is asked before there is more of it. */
export interface OwnerLimits {
  readonly usageOf: (owner: string) => Promise<UsageView>;
  /** Takes an export in, or an old one up again, where the owner may have another one that waits. */
  readonly whileAllowed: <Result>(
    owner: string,
    take: () => Promise<Result>,
    config?: ExportConfig,
  ) => Promise<Result>;
  /** Throws where the owner may not upload this. */
  readonly requireUpload: (owner: string, upload: NewUpload) => Promise<void>;
}

export function openLimits({ store, exports, folderOf, elsewhere }: LimitsOptions): OwnerLimits {
  /** On their way into the line: of two that come at once the second sees the first. */
  const arriving = new Map<string, number>();
  const countsOf = (owner: string) => exports.counts((key) => splitOwnedId(key).owner === owner);
  const stored = measuring({ folderOf, elsewhere });
  const requireSpace = async (owner: string, more: number): Promise<void> => {
    const { storedBytes: allowed } = store.of(owner);
    if (allowed === null) return;
    const { storedBytes } = await stored(owner);
    // With nothing more to come at once, the last byte that is free is enough.
    if (storedBytes + more > allowed || storedBytes >= allowed)
      throw new ProblemError(tooMuchStored(storedBytes, allowed));
  };
  const requireProgramme = (owner: string, config: ExportConfig): void => {
    const { programmeSeconds: allowed } = store.of(owner);
    const seconds = allowed === null ? 0 : programmeSecondsOf(config);
    if (allowed !== null && seconds > allowed) throw new ProblemError(programmeTooLong(seconds, allowed));
  };
  return {
    usageOf: async (owner) => {
      const { pending, processing } = countsOf(owner);
      const used = { waitingExports: pending, runningExports: processing, ...(await stored(owner)) };
      return { limits: store.of(owner), used };
    },
    whileAllowed: async (owner, take, config) => {
      if (config) requireProgramme(owner, config);
      const { waitingExports: allowed } = store.of(owner);
      const onTheirWay = arriving.get(owner) ?? 0;
      const waiting = countsOf(owner).pending + onTheirWay;
      if (allowed !== null && waiting >= allowed) throw new ProblemError(tooManyWaiting(waiting, allowed));
      arriving.set(owner, onTheirWay + 1);
      try {
        await requireSpace(owner, 0);
        return await take();
      } finally {
        arriving.set(owner, (arriving.get(owner) ?? 1) - 1);
      }
    },
    requireUpload: async (owner, { name, size, outstanding }) => {
      const { uploadBytes: allowed } = store.of(owner);
      if (allowed !== null && size > allowed) throw new ProblemError(uploadTooLarge(name, size, allowed));
      await requireSpace(owner, size + outstanding);
    },
  };
}

/** What an owner's things take, here and elsewhere. */
function measuring({ folderOf, elsewhere }: Pick<LimitsOptions, 'folderOf' | 'elsewhere'>) {
  return async (owner: string) => {
    const [there, localSourceBytes, localExportBytes, uploadBytes] = await Promise.all([
      elsewhere(owner),
      measureFolder(folderOf(owner, 'sources')),
      measureFolder(folderOf(owner, 'exports')),
      measureFolder(folderOf(owner, 'uploads')),
    ]);
    const sourceBytes = localSourceBytes + there.sourceBytes;
    const exportBytes = localExportBytes + there.exportBytes;
    return { sourceBytes, exportBytes, uploadBytes, storedBytes: sourceBytes + exportBytes + uploadBytes };
  };
}
