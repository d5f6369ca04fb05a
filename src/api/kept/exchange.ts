import type { ExchangeFile, ImportRequest } from '../../contract/interchange.ts';
import type { ExchangeFormat } from '../../contract/interchange.ts';
import { cleanFileName } from '../../shared/clean-file-name.ts';
import { writeEdit } from '../../interchange/formats.ts';
import { exchangeOf } from '../../interchange/project-exchange.ts';
import type { Runtime } from '../runtime.ts';

/** Reads an edit of another program, and makes a project of it where that is asked for. */
export async function importEdit({ create, ...file }: ImportRequest, runtime: Runtime) {
  const { project, notes } = await runtime.readEdit(file);
  const made = create ? await runtime.projects.create(project) : undefined;
  return { project, notes, projectId: made?.id ?? null };
}

/** A project as a file of another program. */
export async function exportEdit(
  { projectId, format }: { readonly projectId: string; readonly format: ExchangeFormat },
  runtime: Pick<Runtime, 'projects'>,
): Promise<ExchangeFile> {
  const project = await runtime.projects.get(projectId);
  const { edit, notes } = exchangeOf(project);
  const written = writeEdit(edit, format);
  const fileName = `${cleanFileName(project.name)}.${format}`;
  return { fileName, text: written.text, notes: [...notes, ...written.notes] };
}
