import type { ChildSize, ChildWork } from '../../../children/child-work.ts';

/** A child as it crosses to another machine: with the arguments for as many threads as it would have here. */
export interface SentChild {
  readonly program: ChildWork['program'];
  readonly args: readonly string[];
  readonly reads: readonly string[];
  readonly needs?: ChildWork['uses']['needs'];
  readonly writes: readonly string[];
  readonly size: ChildSize;
  readonly priority: number;
  /** Those of `reads` that lie in a storage: their files here have holes, and are this process's alone. */
  readonly objects?: readonly SentObject[];
  /** Where machines share no folder: how files get there and back. */
  readonly parcels?: SentParcels;
}

export interface SentObject {
  readonly path: string;
  /** See `RemoteFiles.nameOf`. */
  readonly name: string;
}

export interface SentParcels {
  /** Those of `reads` that were sent. */
  readonly reads: readonly Parcel[];
  /** Where those of `writes` are to be sent. */
  readonly writes: readonly Parcel[];
}

export interface Parcel {
  readonly path: string;
  /** See `Parcels`. */
  readonly name: string;
}

/** A file that has another path on the machine that makes the piece. */
export interface OwnFile {
  readonly path: string;
  readonly own: string;
}

/** The same child over other files. */
export function withOwnFiles(child: SentChild, files: readonly OwnFile[]): SentChild {
  const ownOf = (text: string) => files.reduce((now, { path, own }) => now.replaceAll(path, own), text);
  return {
    ...child,
    args: child.args.map(ownOf),
    reads: child.reads.map(ownOf),
    writes: child.writes.map(ownOf),
    ...(child.needs && { needs: child.needs.map((need) => ({ ...need, path: ownOf(need.path) })) }),
  };
}
