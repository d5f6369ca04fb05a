import type { SendingError } from './part-requests.ts';

/** Why an upload stands still, in a sentence: the server's own where it gave one. */
export function uploadTrouble({ status, body }: Pick<SendingError, 'status' | 'body'>): string {
  if (status <= 0) return 'The connection is lost; it goes on by itself when it is back.';
  const told = toldBy(body);
  if (told !== undefined) return told;
  if (status === 507) return 'There is no space left on the server’s disk.';
  if (status === 413) return 'This file is larger than the server takes.';
  if (status === 415) return 'This is not a video or sound file.';
  if (status === 423 || status === 409) return 'Another window is sending this file; trying again…';
  if (status >= 500) return 'The server is in trouble; trying again…';
  return 'The server did not take this file.';
}

function toldBy(body: string | undefined): string | undefined {
  if (!body) return undefined;
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined;
    return typeof answer.error === 'string' ? answer.error : undefined;
  } catch {
    const line = body.trim();
    return line.length > 0 && line.length < 300 && !line.includes('<') ? line : undefined;
  }
}
