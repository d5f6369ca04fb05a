import { ProblemError, type Problem, type ProblemCode } from '../../../contract/problems.ts';
import { errorCode } from '../../../disk/store-fs.ts';

type Words = Pick<Problem, 'code' | 'hint'> & { readonly what: string };

const gone: Words = {
  code: 'SOURCE_NOT_FOUND',
  what: 'is not there any more: it was moved or deleted',
  hint: 'Put the file back, or upload it again.',
};
const forbidden: Words = {
  code: 'SOURCE_UNREADABLE',
  what: 'cannot be read: permission denied',
  hint: 'Let the user that runs Cutroom read the file and its folders.',
};
const noFile: Words = {
  code: 'SOURCE_UNREADABLE',
  what: 'cannot be read: it is not a regular file',
  hint: 'Put the video file itself there; pipes, devices and folders are not opened.',
};
const failing: Words = {
  code: 'SOURCE_UNREADABLE',
  what: 'cannot be read: its disk reports an error',
  hint: 'Check the disk or the network share that it lies on, then try again.',
};
const away: Words = {
  code: 'SOURCE_UNREADABLE',
  what: 'cannot be read: the disk that it lies on is not there',
  hint: 'Connect or mount the disk or the network share again, then try again.',
};
const hanging: Words = {
  code: 'STALLED',
  what: 'cannot be read: the disk that it lies on does not answer',
  hint: 'Check the disk or the network share that it lies on, then try again.',
};
const tooManyFiles: Words = {
  code: 'NOT_READY',
  what: 'cannot be opened: this server has too many files open',
  hint: 'Raise the limit on open files of the server (ulimit -n), or try again later.',
};

const checkObject = 'Check the bucket, the key, and what the credentials of this server may read.';

/** Of what lies in a storage: the codes of `src/storage/storage-error.ts`. */
const storageWords: Readonly<Record<string, Words>> = {
  ESTGONE: {
    code: 'SOURCE_NOT_FOUND',
    what: 'is not in the storage',
    hint: 'Upload it, or correct its name.',
  },
  ESTDENIED: {
    code: 'STORAGE_DENIED',
    what: 'cannot be read: the storage refuses access',
    hint: checkObject,
  },
  ESTEXPIRED: {
    code: 'STORAGE_DENIED',
    what: 'cannot be read: the link or the credentials have expired',
    hint: 'Send the export again with a new link, or give this server new credentials.',
  },
  ESTCHANGED: {
    code: 'SOURCE_CHANGED',
    what: 'was replaced in the storage while it was being read',
    hint: 'Try again once nobody writes it.',
  },
  ESTREFUSED: {
    code: 'SOURCE_UNREADABLE',
    what: 'cannot be read: its server does not give parts of files that stay the same',
    hint: 'It has to answer requests for ranges, and to send an ETag or a Last-Modified.',
  },
  ESTFULL: {
    code: 'STORAGE_FULL',
    what: 'cannot be kept: the storage is full',
    hint: 'Make space in the bucket.',
  },
  ESTSKEW: {
    code: 'STORAGE_DENIED',
    what: 'cannot be read: the clock of this machine is wrong, or that of the storage',
    hint: 'Set the clocks, for instance by NTP.',
  },
  ESTSLOW: {
    code: 'STORAGE_BUSY',
    what: 'cannot be read now: the storage has too much to do',
    hint: 'Try again later; if it stays so, ask for a higher limit of requests.',
  },
  ESTSHORT: {
    code: 'STORAGE_UNREACHABLE',
    what: 'cannot be read: the storage sends fewer bytes than it says, each time',
    hint: 'Check the storage and what lies between it and this server.',
  },
  ESTSTALLED: {
    code: 'STORAGE_UNREACHABLE',
    what: 'cannot be read: the storage stopped answering',
    hint: 'Check the storage and the network, then try again.',
  },
  ESTAWAY: {
    code: 'STORAGE_UNREACHABLE',
    what: 'cannot be read: the storage cannot be reached',
    hint: 'Check S3_ENDPOINT and the network, then try again.',
  },
};

const wordsOf: Readonly<Record<string, Words>> = {
  ...storageWords,
  ENOENT: gone,
  ENOTDIR: gone,
  EACCES: forbidden,
  EPERM: forbidden,
  EISDIR: noFile,
  ENXIO: noFile,
  ELOOP: noFile,
  EOPNOTSUPP: noFile,
  ENOTFILE: noFile,
  EIO: failing,
  EBADMSG: failing,
  EUCLEAN: failing,
  ENODEV: away,
  ENOMEDIUM: away,
  ENOTCONN: away,
  ESTALE: away,
  EHOSTDOWN: away,
  EHOSTUNREACH: away,
  ENETUNREACH: away,
  ECONNRESET: away,
  ESHUTDOWN: away,
  ETIMEDOUT: hanging,
  EHANGS: hanging,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
};

/** What the system says of a source, for a person; undefined for an error that is not the system's. */
export function sourceFailure(error: unknown, name: string): ProblemError | undefined {
  const systemCode = errorCode(error);
  if (error instanceof ProblemError || systemCode === undefined || !/^E[A-Z0-9]+$/.test(systemCode))
    return undefined;
  const { code, what, hint } = wordsOf[systemCode] ?? {
    code: 'SOURCE_UNREADABLE',
    what: `cannot be read (${systemCode})`,
    hint: 'Check the file, and the disk that it lies on.',
  };
  return new ProblemError({ code, message: `${name} ${what}.`, ...(hint && { hint }) }, { cause: error });
}

const verdicts: ReadonlySet<string> = new Set<ProblemCode>([
  'SOURCE_NOT_MEDIA',
  'SOURCE_REFUSED',
  'SOURCE_HAS_NO_PICTURE',
  'SOURCE_TOO_DEMANDING',
  'SOURCE_UNSUPPORTED',
  'SOURCE_DAMAGED',
]);

/** Whether an error speaks of what is in a file: as long as the file stays as it is, another look finds the same. */
export function isVerdict(error: unknown): boolean {
  return error instanceof ProblemError && verdicts.has(error.problem.code);
}

/** The problem of a source that is not any more what it was when it was read. */
export function sourceChanged(name: string): ProblemError {
  return new ProblemError({
    code: 'SOURCE_CHANGED',
    message: `${name} was changed or replaced while it was being read.`,
    hint: 'Wait until the file has been copied completely and nothing touches it, then try again.',
  });
}
