import { ProblemError } from '../../../contract/problems.ts';
import { sourceChanged, sourceFailure } from './source-failure.ts';
import { readStamp, type SourceStamp } from './source-stamp.ts';

/** A source as it was when it was identified. */
export interface StampedSource {
  readonly path: string;
  /** What people call it. */
  readonly name: string;
  readonly stamp: SourceStamp;
}

/**
 * Sees to it that everything which is made of some sources is made of one state of each. Whatever reads them, a
 * child or this process, its result counts only if they are unchanged when it is used.
 */
export interface SourceGuard {
  readonly watch: (source: StampedSource) => void;
  /** Throws the `ProblemError` of the first source that is not what it was. */
  readonly requireUnchanged: () => Promise<void>;
  /** What an error comes from: a source that has changed or cannot be read explains whatever followed. */
  readonly explain: (error: unknown) => Promise<unknown>;
}

/** An abort of the signal ends what is being looked up, with its reason. */
export function createSourceGuard(signal?: AbortSignal): SourceGuard {
  const watched = new Map<string, StampedSource>();
  const requireUnchanged = async (): Promise<void> => {
    await Promise.all([...watched.values()].map((source) => requireSame(source, signal)));
  };
  return {
    watch: (source) => {
      if (!watched.has(source.path)) watched.set(source.path, source);
    },
    requireUnchanged,
    explain: async (error) => {
      if (signal?.aborted) return error;
      const told = watched.get(pathOf(error) ?? '');
      const own = told && sourceFailure(error, told.name);
      if (own) return own;
      return requireUnchanged().then(
        () => error,
        (cause: unknown) => cause,
      );
    },
  };
}

/** Throws `SOURCE_CHANGED`, or what the system says of the file. */
export async function requireSame({ path, name, stamp }: StampedSource, signal?: AbortSignal): Promise<void> {
  const now = await readStamp(path, signal).catch((error: unknown) => {
    throw sourceFailure(error, name) ?? error;
  });
  if (now !== stamp) throw sourceChanged(name);
}

/** The error, or what explains it: the source has changed meanwhile. */
export async function explainFailure(error: unknown, source: StampedSource): Promise<unknown> {
  if (!(error instanceof ProblemError)) return sourceFailure(error, source.name) ?? error;
  return requireSame(source).then(
    () => error,
    (cause: unknown) => cause,
  );
}

function pathOf(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}
