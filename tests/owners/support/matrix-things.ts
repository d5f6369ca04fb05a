import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectEdit } from '../../../src/contract/project.ts';
import type { OwnersRig } from './owners-rig.ts';

/** What Alice has, for others to try their hands at. A project with an export and a source is shared. */
export interface MatrixThings {
  readonly exportId: string;
  readonly projectId: string;
  readonly edit: ProjectEdit;
  readonly source: string;
  readonly assetKey: string;
  readonly uploadPath: string;
  readonly freshExport: () => Promise<string>;
  readonly freshSource: () => Promise<string>;
  readonly freshProject: () => Promise<string>;
  readonly freshWebhook: () => Promise<string>;
  readonly freshUpload: () => Promise<string>;
  /** A name that nothing has. */
  readonly next: (what: string) => string;
}

const angle = { offsetSeconds: 0, driftPpm: 0, sync: 'none' as const };

export async function makeThings(rig: OwnersRig): Promise<MatrixThings> {
  const alice = rig.as('alice');
  let count = 0;
  const next = (what: string) => `${what}-${(count += 1)}`;
  const freshSource = async () => {
    const name = `${next('source')}.mp4`;
    await rig.put('users/alice/sources', name);
    return name;
  };
  const freshExport = async () => {
    const id = next('export');
    await rig.finish('alice', id);
    return id;
  };
  const freshUpload = async () => {
    const metadata = `filename ${btoa(`${next('upload')}.mp4`)}`;
    const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Length': '100', 'Upload-Metadata': metadata };
    const made = await rig.rest('alice', '/api/upload', { method: 'POST', headers });
    return made.headers.get('Location') ?? '';
  };
  const [source, exportId] = [await freshSource(), await freshExport()];
  const made = await alice.projects.create.mutate({ name: 'Shared' });
  const angles = [{ ...angle, id: 'a', name: 'A', filePath: source }];
  const { name, stretches, rendition } = made;
  const edit = { name, stretches, rendition, angles, exportIds: [exportId] };
  await alice.projects.save.mutate({ id: made.id, revision: made.revision, edit });
  await alice.projects.share.mutate({ id: made.id, name: 'carol@example.com', level: 'look' });
  await alice.projects.share.mutate({ id: made.id, name: 'dave@example.com', level: 'edit' });
  return {
    ...{ exportId, projectId: made.id, edit, source, freshExport, freshSource, freshUpload, next },
    assetKey: await makeAssets(rig, source),
    uploadPath: await freshUpload(),
    freshProject: async () => (await alice.projects.create.mutate({ name: 'Fresh' })).id,
    freshWebhook: async () => {
      const hook = await alice.webhooks.create.mutate({ url: 'https://hooks.invalid/alice' });
      return hook.id;
    },
  };
}

/** As they lie on disk once they have been made. */
async function makeAssets({ server }: OwnersRig, source: string): Promise<string> {
  const key = `${'0'.repeat(32)}-v1`;
  const folder = join(server.folder, 'proxies', key);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'peaks.bin'), 'peaks');
  server.parts.state.assets.set(key, {
    path: join(folder, 'peaks.bin'),
    source: join(server.folder, 'users/alice/sources', source),
  });
  return key;
}
