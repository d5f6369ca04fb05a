import { open } from 'node:fs/promises';
import { parseConfig, type ExportConfig } from '../../contract/config/parse-config.ts';
import { ProblemError, type Problem } from '../../contract/problems.ts';

/** A config of 100,000 clips takes about 10 MB. */
const maxConfigBytes = 64 * 1024 * 1024;

/**
 * Reads and checks a config.
 * @throws ProblemError with every issue in it when the file is missing, no JSON or no valid config.
 */
export async function readConfigFile(path: string): Promise<ExportConfig> {
  const parsed = parseConfig(await readJsonFile(path));
  if (!parsed.isOk) throw new ProblemError(parsed.problem);
  return parsed.config;
}

/** The JSON of a file. @throws ProblemError when the file is missing, too large or no JSON. */
export async function readJsonFile(path: string): Promise<unknown> {
  return parseConfigText(await readTextFile(path), path);
}

/** The text of a file, of at most 64 MB. @throws ProblemError when it is missing or larger. */
export async function readTextFile(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > maxConfigBytes) {
      throw new ProblemError({
        code: 'TOO_LARGE',
        message: `${path} has ${size.toLocaleString('en')} bytes: too large for a config.`,
        hint: 'Name the JSON file with the cut list, not a media file.',
      });
    }
    return await file.readFile('utf8');
  } catch (error) {
    throw error instanceof ProblemError ? error : new ProblemError(unreadable(path, error), { cause: error });
  }
}

function unreadable(path: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'you may not read it',
  };
  const reason = (typeof code === 'string' ? reasons[code] : undefined) ?? 'it cannot be opened';
  return {
    code: code === 'ENOENT' ? 'NOT_FOUND' : 'INVALID_CONFIG',
    message: `Cannot read the config ${path}: ${reason}.`,
    hint: 'Give the path of an export config in JSON.',
  };
}

function parseConfigText(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const detail = error instanceof Error ? ` (${error.message})` : '';
    throw new ProblemError(
      {
        code: 'INVALID_JSON',
        message: `${path} is not JSON${detail}.`,
        hint: 'Check the file for a missing comma, quote or bracket.',
      },
      { cause: error },
    );
  }
}
