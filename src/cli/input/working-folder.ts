import { rmSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProblemError, type Problem } from '../../contract/problems.ts';

/** A folder beside the file to be made, so that putting the result in place is one rename on one disk. */
export interface WorkingFolder extends AsyncDisposable {
  readonly path: string;
}

/**
 * Makes a working folder for `outPath`. It is gone when disposed, and also when the program exits without
 * getting that far.
 * @throws ProblemError when nothing can be written there.
 */
export async function makeWorkingFolder(outPath: string): Promise<WorkingFolder> {
  await refuseFolder(outPath);
  const path = await mkdtemp(join(dirname(outPath), `.${basename(outPath).slice(0, 100)}-`)).catch(
    (error: unknown) => {
      throw new ProblemError(notWritable(dirname(outPath), error), { cause: error });
    },
  );
  const removeNow = () => rmSync(path, { recursive: true, force: true });
  process.on('exit', removeNow);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
      process.off('exit', removeNow);
    },
  };
}

async function refuseFolder(outPath: string): Promise<void> {
  const found = await stat(outPath).catch(() => undefined);
  if (found?.isDirectory() !== true) return;
  throw new ProblemError({
    code: 'PATH_FORBIDDEN',
    message: `--out ${outPath} is a folder.`,
    hint: 'Name the file to write.',
  });
}

function notWritable(folder: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        code: 'NOT_FOUND',
        message: `The folder ${folder} does not exist.`,
        hint: `Make it first: mkdir -p '${folder}'`,
      };
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: 'DISK_FULL', message: `The disk that holds ${folder} is full.` };
    default:
      return {
        code: 'PATH_FORBIDDEN',
        message: `Nothing can be written to the folder ${folder} (${String(code)}).`,
        hint: 'Choose another place with --out FILE.',
      };
  }
}
