import { ProblemError, type Problem } from '../../contract/problems.ts';
import { errorCode } from '../../disk/store-fs.ts';

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

const wordsOf: Readonly<Record<string, Words>> = {
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

/** The problem of a source that is not any more what it was when it was read. */
export function sourceChanged(name: string): ProblemError {
  return new ProblemError({
    code: 'SOURCE_CHANGED',
    message: `${name} was changed or replaced while it was being read.`,
    hint: 'Wait until the file has been copied completely and nothing touches it, then try again.',
  });
}
