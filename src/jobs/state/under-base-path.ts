import type { ExportStatus } from '../../contract/exports/status.ts';

/** A status with addresses as clients use them, where the server is seen under a path (`/cutroom`). */
export function underBasePath(status: ExportStatus, basePath: string): ExportStatus {
  if (basePath === '') return status;
  const outputs = status.outputs?.map((output) => moved(output, basePath));
  return { ...moved(status, basePath), ...(outputs && { outputs }) };
}

function moved<Part extends { readonly downloadUrl?: string | undefined }>(
  part: Part,
  basePath: string,
): Part {
  return part.downloadUrl === undefined ? part : { ...part, downloadUrl: `${basePath}${part.downloadUrl}` };
}
