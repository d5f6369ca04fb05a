import { basename } from 'node:path';
import type { StoredBytes } from './stored-bytes.ts';
import { remoteFolders } from '../../disk/remote-files.ts';
import { sourceFailure } from '../reading/identity/source-failure.ts';
import { resolveSource, type SourceRoots } from './resolve-source.ts';

/**
 * A source as it is, to be handed out. Of what lies elsewhere the file here has holes: it is read where it lies, and
 * nothing of it is kept here. Rejects with a `ProblemError`.
 */
export async function originalOf(filePath: string, roots: SourceRoots): Promise<StoredBytes> {
  const path = await resolveSource(filePath, roots);
  const remote = remoteFolders.of(path);
  if (!remote) return { kind: 'file', path };
  const told = (error: unknown): never => {
    throw sourceFailure(error, JSON.stringify(filePath.replace(/\?.*$/s, ''))) ?? error;
  };
  const { key, bytes, modifiedMs } = await remote.identify(path).catch(told);
  return {
    ...{ kind: 'remote', name: basename(path), bytes, version: key, modifiedMs },
    read: (start, end, signal) => remote.read(path, [start, end], signal).catch(told),
  };
}
