import { exportIdPattern } from '../../contract/config/config-limits.ts';
import { projectSchema, type Project } from '../../contract/project.ts';
import { maxRecordBytes, readSmallFile } from '../../disk/read-small-file.ts';
import { firstIssue, parseJson } from '../../shared/parse-json.ts';

const knownVersion = 1;

export type ReadProject =
  | { readonly isOk: true; readonly project: Project }
  | {
      readonly isOk: false;
      /** A sentence without a subject: `is empty`. */
      readonly why: string;
      /** Nothing lies there. */
      readonly isMissing: boolean;
      /** Not ours to touch: written by a later version, or nothing that this program writes (a link, a folder). */
      readonly isForeign: boolean;
    };

/** Reads and checks the file of a project. Never throws. */
export function readProject(path: string, id: string): ReadProject {
  const file = readSmallFile(path, maxRecordBytes);
  if (!file.isOk) {
    const isMissing = file.why === 'is missing';
    return { isOk: false, why: file.why, isMissing, isForeign: file.why !== 'is empty' };
  }
  const value = parseJson(file.text);
  if (typeof value !== 'object' || value === null) return damaged('does not hold a project');
  const version: unknown = 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (typeof version === 'number' && version > knownVersion) {
    const why = `was written by a later version of Cutroom (schema ${version}; this one knows ${knownVersion})`;
    return { isOk: false, why, isMissing: false, isForeign: true };
  }
  const parsed = projectSchema.safeParse(value);
  if (!parsed.success) return damaged(`is not valid: ${firstIssue(parsed.error.issues)}`);
  if (parsed.data.id !== id) return damaged('belongs to another project');
  return { isOk: true, project: parsed.data };
}

/** The id that a file name stands for; undefined where it is not the file of a project. */
export function idOfFile(name: string): string | undefined {
  const id = name.endsWith('.json') ? name.slice(0, -'.json'.length) : '';
  return exportIdPattern.test(id) ? id : undefined;
}

function damaged(why: string): ReadProject {
  return { isOk: false, why, isMissing: false, isForeign: false };
}
