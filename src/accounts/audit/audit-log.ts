import { mkdir } from 'node:fs/promises';
import { createStream } from 'rotating-file-stream';
import type { NoteAudit } from '../../contract/principal.ts';

/** The log of who did what: one JSON object a line, only ever added to, in files that follow one another. */
export interface AuditLog {
  readonly note: NoteAudit;
  /** Settles when every line has been handed to the disk. */
  readonly close: () => Promise<void>;
}

export interface AuditLogOptions {
  readonly folder: string;
  readonly onFailed: (error: Error) => void;
  /** A file that has grown to this is put aside; rotating-file-stream's notation. */
  readonly size?: `${number}${'K' | 'M'}`;
}

/** Opens `audit.log` in the folder; older ones lie beside it, `audit-<time>-<number>.log`. None is ever removed. */
export async function openAuditLog({ folder, onFailed, size = '10M' }: AuditLogOptions): Promise<AuditLog> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stream = createStream((time, index) => nameOf(time, index), { path: folder, size, mode: 0o600 });
  stream.on('error', onFailed);
  return {
    note: ({ event, principal, address, about }) => {
      const by = principal && { id: principal.id, name: principal.name };
      const line = { time: new Date().toISOString(), event, by, address, about };
      stream.write(`${JSON.stringify(line)}\n`);
    },
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}

function nameOf(time: number | Date | null, index: number | undefined): string {
  if (time === null) return 'audit.log';
  const when = new Date(time).toISOString().replace(/[:.]/g, '-');
  return `audit-${when}-${String(index ?? 1)}.log`;
}
