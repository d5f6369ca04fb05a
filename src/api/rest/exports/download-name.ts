import { create } from 'content-disposition';
import { cleanFileName } from '../../../shared/clean-file-name.ts';

/**
 * `Content-Disposition` for a finished file: the project's name with characters that no file name may hold
 * replaced, in the form of RFC 6266 with a plain fallback for old clients.
 */
export function contentDispositionOf(projectName: string, extension: string): string {
  return create(fileNameOf(projectName, extension), { type: 'attachment' });
}

export function fileNameOf(projectName: string, extension: string): string {
  // What looks like folders is part of the name.
  return `${cleanFileName(projectName.replace(/[/\\]/g, '-')) || 'export'}${extension}`;
}
