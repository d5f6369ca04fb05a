import { errorCode, isDiskFull } from '../disk/store-fs.ts';
import { problemFrom, type Problem } from '../contract/problems.ts';
import { spaceText } from '../shared/space-text.ts';

export function noFileName(): Problem {
  return {
    code: 'INVALID_REQUEST',
    message: 'The upload says no file name.',
    hint: 'Send Upload-Metadata with "filename" and the name in Base64.',
  };
}

/** A file that its name already gives away, before a byte of it was sent. */
export function notFootage(message: string): Problem {
  return {
    code: 'SOURCE_NOT_MEDIA',
    message,
    hint: 'Upload the video files of the cameras, such as MP4, MOV, MKV or MTS.',
  };
}

export function emptyFile(name: string): Problem {
  return {
    code: 'SOURCE_NOT_MEDIA',
    message: `${name} is empty.`,
    hint: 'Check that the file was copied completely from the camera.',
  };
}

export function tooLarge(): Problem {
  return { code: 'TOO_LARGE', message: 'The file is larger than this server takes, or than was declared.' };
}

/** `free` is left out for who shares the server: what is free, and promised to others of it, says what those do. */
export function noSpaceFor(
  name: string,
  { needed, free }: { readonly needed: number; readonly free: number | undefined },
): Problem {
  const rest = free === undefined ? '' : `, and ${spaceText(Math.max(0, free))} are free`;
  return {
    code: 'NO_ROOM',
    message: `There is no space for ${name}: it needs ${spaceText(needed)}${rest}.`,
    hint: 'Delete footage or exports that are no longer needed, or free space on the disk of the server. Other uploads and exports that are under way count, and so does the reserve (DISK_RESERVE_MB).',
  };
}

export function diskFull(): Problem {
  return {
    code: 'NO_ROOM',
    message: 'The disk of the server is full; the upload stopped where it was.',
    hint: 'Free some space there, then resume: what has arrived is kept.',
  };
}

export function tooManyUploads(most: number): Problem {
  return {
    code: 'TOO_MANY_REQUESTS',
    message: `There are already ${most} unfinished uploads, which is the limit.`,
    hint: 'Finish or delete some of them, or try again later: those that nobody goes on with expire.',
  };
}

/** What the system says of the folder of uploads or of the library; undefined where the disk has nothing to do with it. */
export function diskProblem(thrown: unknown): Problem | undefined {
  if (isDiskFull(thrown)) return diskFull();
  if (
    !['ENOENT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENODEV', 'ESTALE', 'ENOTCONN'].includes(
      errorCode(thrown) ?? '',
    )
  )
    return undefined;
  return {
    code: 'NOT_READY',
    message: 'The server cannot write uploads now: their folder is not there, or it is read-only.',
    hint: 'Whoever runs the server finds the reason at /api/ready. What has arrived is kept as far as its disk is.',
  };
}

/** What tus itself refuses, by status; its own words are for programmers of the protocol. */
const ofProtocol: Readonly<Record<number, Problem>> = {
  404: { code: 'NOT_FOUND', message: 'There is no such upload; it may have expired. Begin it again.' },
  405: { code: 'METHOD_NOT_ALLOWED', message: 'Uploads know POST, HEAD, PATCH, DELETE and OPTIONS.' },
  409: {
    code: 'WRONG_OFFSET',
    message: 'The upload goes on at another place than Upload-Offset says; ask for it with HEAD.',
  },
  410: { code: 'NOT_FOUND', message: 'The upload is no longer there. Begin it again.' },
  412: { code: 'INVALID_REQUEST', message: 'Send the header Tus-Resumable: 1.0.0.' },
  413: tooLarge(),
  501: {
    code: 'INVALID_REQUEST',
    message: 'Declare the length of the file with Upload-Length; uploads of unknown length are not taken.',
  },
};

/** A refusal of tus as a problem; its status stays what the protocol says. */
export function protocolProblem(status: number, text: string): Problem {
  const known = ofProtocol[status];
  if (known) return known;
  if (status >= 500) return problemFrom(undefined);
  const words = text.trim().replace(/\.$/, '');
  return {
    code: 'INVALID_REQUEST',
    message: words === '' ? 'The upload request is not valid.' : `${words}.`,
  };
}
