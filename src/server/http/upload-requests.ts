import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemFromThrown } from '../../api/errors.ts';
import { requireNeed } from '../../api/access/needs.ts';
import { sendProblem } from '../../api/rest/respond.ts';
import type { Access } from '../door/access/access.ts';
import type { Mount } from '../door/mount.ts';
import type { OwnedUploads } from '../runtime/owners/owned-uploads.ts';

export interface UploadRequestOptions {
  readonly access: Pick<Access, 'senderOf'>;
  readonly mount: Pick<Mount, 'prefixOf'>;
}

/** Uploads of those who may upload, each into the folder of their own. */
export function createUploadRequests(uploads: OwnedUploads, { access, mount }: UploadRequestOptions) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { principal, ownerId } = access.senderOf(req);
    try {
      requireNeed(principal, 'upload');
    } catch (error) {
      // A body that nobody wanted may be on its way.
      if (!req.complete) res.setHeader('Connection', 'close');
      return sendProblem(res, problemFromThrown(error));
    }
    await uploads.handle(req, res, { ownerId, prefix: mount.prefixOf(req) });
  };
}
