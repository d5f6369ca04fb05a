import { ProblemError, type Problem } from '../../contract/problems.ts';
import { StorageError, type StorageFault } from '../../storage/storage-error.ts';

type Words = Pick<Problem, 'code' | 'hint'> & { readonly why: string };

const away: Words = {
  code: 'STORAGE_UNREACHABLE',
  why: 'it cannot be reached',
  hint: 'Check S3_ENDPOINT and the network, then retry; what is rendered already is kept.',
};
const denied: Words = {
  code: 'STORAGE_DENIED',
  why: 'it refuses access',
  hint: 'Let the credentials of this server read, write and delete under the prefix of STORAGE.',
};

const wordsOf: Readonly<Record<StorageFault, Words>> = {
  ESTGONE: { ...away, why: 'there is no such bucket', hint: 'Check STORAGE, or create the bucket.' },
  ESTDENIED: denied,
  ESTREFUSED: { ...denied, why: 'it refuses the request' },
  ESTCHANGED: { ...away, why: 'somebody else changed what was there', hint: 'Try again.' },
  ESTEXPIRED: { ...denied, why: 'the credentials have expired', hint: 'Give this server new credentials.' },
  ESTSKEW: {
    ...denied,
    why: 'the clock of this machine is wrong, or that of the storage',
    hint: 'Set the clocks, for instance by NTP.',
  },
  ESTFULL: {
    code: 'STORAGE_FULL',
    why: 'it is full',
    hint: 'Make space in the bucket, then retry; what is rendered already is kept.',
  },
  ESTSLOW: {
    code: 'STORAGE_BUSY',
    why: 'it has too much to do',
    hint: 'Try again later; if it stays so, ask for a higher limit of requests.',
  },
  ESTSHORT: { ...away, why: 'it has fewer or more bytes than it was sent, each time' },
  ESTSTALLED: { ...away, why: 'it stopped answering' },
  ESTAWAY: away,
};

/** What a storage says to those who write to it, for a person; undefined for anything else. `what` begins the sentence. */
export function storageProblem(error: unknown, what: string): ProblemError | undefined {
  if (!(error instanceof StorageError)) return undefined;
  const { code, why, hint } = wordsOf[error.code];
  return new ProblemError({ code, message: `${what}: ${why}.`, ...(hint && { hint }) }, { cause: error });
}
