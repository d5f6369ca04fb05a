import type { MatrixCaller } from './matrix-callers.ts';
import { nameFor } from './matrix-callers.ts';
import type { MatrixThings } from './matrix-things.ts';
import { plainConfig } from './owners-rig.ts';

export interface MatrixCall {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'HEAD' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is asked of Alice's things by one caller; whatever is destroyed by it is made for it. */
type Ask = (things: MatrixThings, caller: MatrixCaller) => Promise<unknown>;

const exportId: Ask = async ({ exportId }, caller) => ({ jobId: nameFor(caller).id(exportId) });
const freshExport: Ask = async (things, caller) => ({
  jobId: nameFor(caller).id(await things.freshExport()),
});
const projectId: Ask = async (things, caller) => ({ id: nameFor(caller).id(things.projectId) });
const source: Ask = async ({ source }, caller) => ({ filePath: nameFor(caller).path(source) });
const nothing: Ask = async () => undefined;
const empty: Ask = async () => ({});
const newConfig: Ask = async ({ next, source }, caller) =>
  plainConfig(next('export'), nameFor(caller).path(source));
const angles: Ask = async ({ source }, caller) => ({
  angles: [{ id: 'a', filePath: nameFor(caller).path(source) }],
});
const withOutput = async (things: MatrixThings, caller: MatrixCaller, outputId: string) => ({
  ...((await exportId(things, caller)) as object),
  outputId,
});
const webhook: Ask = async () => ({ url: 'https://hooks.invalid/cutroom' });
const cutText = [
  'TITLE: Cut',
  'FCM: NON-DROP FRAME',
  '001  CAM  V  C  00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00',
  '',
].join('\n');
const edl: Ask = async () => ({ fileName: 'cut.edl', text: cutText, create: true });

/** The input of every procedure. */
export const procedureAsks: Readonly<Record<string, Ask>> = {
  createExport: newConfig,
  status: exportId,
  queue: nothing,
  cancel: exportId,
  retry: exportId,
  remove: freshExport,
  addOutput: async (things, caller) => ({
    ...((await exportId(things, caller)) as object),
    output: { id: 'more', format: 'mp4' },
  }),
  retryOutput: async (things, caller) => ({
    ...((await freshExport(things, caller)) as object),
    outputId: 'output',
  }),
  removeOutput: (things, caller) => withOutput(things, caller, 'output'),
  get: exportId,
  list: nothing,
  counts: nothing,
  plan: newConfig,
  planOf: exportId,
  prepare: async (things, caller) => ({
    ...((await newConfig(things, caller)) as object),
    projectId: nameFor(caller).id(things.projectId),
  }),
  prepared: async ({ projectId: id }, caller) => ({ projectId: nameFor(caller).id(id) }),
  logOf: exportId,
  ticket: async (things, caller) => ({ path: `/api/export/${nameFor(caller).id(things.exportId)}/download` }),
  suggestCuts: angles,
  suggestTrims: angles,
  'interchange.import': edl,
  'interchange.export': async (things, caller) => ({
    projectId: nameFor(caller).id(things.projectId),
    format: 'edl',
  }),
  'media.list': nothing,
  'media.probe': source,
  'media.remove': async (things, caller) => ({ filePath: nameFor(caller).path(await things.freshSource()) }),
  'media.watch': nothing,
  'media.makeSample': empty,
  'media.sync': async ({ source }, caller) => ({
    reference: nameFor(caller).path(source),
    others: [nameFor(caller).path(source)],
  }),
  'media.assets': async ({ source }, caller) => ({ filePaths: [nameFor(caller).path(source)] }),
  'projects.list': nothing,
  'projects.get': projectId,
  'projects.create': async () => ({ name: 'New' }),
  'projects.createSample': empty,
  'projects.save': async (things, caller) => ({
    ...((await projectId(things, caller)) as object),
    // Of an edit that is older than the latest: nothing changes, and whoever may save is told why.
    revision: 999,
    edit: things.edit,
  }),
  'projects.duplicate': projectId,
  'projects.remove': async (things, caller) => ({ id: nameFor(caller).id(await things.freshProject()) }),
  'projects.share': async (things, caller) => ({
    ...((await projectId(things, caller)) as object),
    name: 'carol@example.com',
    level: 'look',
  }),
  'projects.sharedWith': projectId,
  'projects.versions': projectId,
  'projects.version': async (things, caller) => ({
    ...((await projectId(things, caller)) as object),
    revision: 1,
  }),
  'webhooks.list': nothing,
  'webhooks.create': webhook,
  'webhooks.remove': async (things) => ({ id: await things.freshWebhook() }),
  'webhooks.deliveries': nothing,
  'webhooks.sendAgain': async () => ({ id: 'msg_none' }),
  'webhooks.exportSecret': nothing,
  'usage.mine': nothing,
  'usage.all': nothing,
  'usage.setLimits': async () => ({ userId: 'bob', limits: null }),
  'usage.exports': nothing,
  'usage.disk': nothing,
  'account.profile': nothing,
  'account.sessions': nothing,
  'account.endSession': async () => ({ id: 'none' }),
  'account.keys': nothing,
  'account.createKey': async () => ({ name: 'CI', scopes: ['read'], days: 1 }),
  'account.removeKey': async () => ({ id: 'none' }),
  'account.changePassword': async () => ({ current: 'the old password', next: 'another password' }),
  'account.socketToken': nothing,
  'people.list': nothing,
  'people.invite': async () => ({ email: 'new@example.com' }),
  'people.resetPassword': async () => ({ userId: 'bob' }),
  'people.setAdministrator': async () => ({ userId: 'bob', isAdministrator: false }),
  'people.setDisabled': async () => ({ userId: 'bob', isDisabled: false }),
  'system.capabilities': nothing,
  'system.workers': nothing,
  'system.presets': nothing,
  'system.whoAmI': nothing,
  'system.diskUse': nothing,
};

type RouteAsk = (things: MatrixThings, caller: MatrixCaller) => Promise<Omit<MatrixCall, 'method'>>;

const onExport =
  (after: string): RouteAsk =>
  async (things, caller) => ({ path: `/api/export/${nameFor(caller).id(things.exportId)}${after}` });
const onFresh =
  (after: string): RouteAsk =>
  async (things, caller) => ({
    path: `/api/export/${nameFor(caller).id(await things.freshExport())}${after}`,
  });
const plain =
  (path: string, ask: Ask = nothing): RouteAsk =>
  async (things, caller) => ({ path, body: await ask(things, caller) });
const query =
  (path: string, named: (things: MatrixThings) => string | Promise<string>): RouteAsk =>
  async (things, caller) => ({
    path: `${path}?filePath=${encodeURIComponent(nameFor(caller).path(await named(things)))}`,
  });

/** What is asked of every route, by its method and path. */
export const routeAsks: Readonly<Record<string, RouteAsk>> = {
  'POST /api/export': plain('/api/export', newConfig),
  'GET /api/export': plain('/api/export'),
  'GET /api/export/:jobId/status': onExport('/status'),
  'GET /api/export/:jobId/download': onExport('/download'),
  'GET /api/export/:jobId/poster': onExport('/poster'),
  'GET /api/export/:jobId/review': onExport('/review'),
  'GET /api/export/:jobId/report': onExport('/report'),
  'DELETE /api/export/:jobId': onFresh(''),
  'POST /api/export/:jobId/cancel': onExport('/cancel'),
  'POST /api/export/:jobId/retry': onExport('/retry'),
  'POST /api/plan': plain('/api/plan', newConfig),
  'POST /api/export/:jobId/outputs': async (things, caller) => ({
    ...(await onExport('/outputs')(things, caller)),
    body: { id: 'more', format: 'mp4' },
  }),
  'POST /api/export/:jobId/outputs/:id/retry': onFresh('/outputs/output/retry'),
  'DELETE /api/export/:jobId/outputs/:id': onExport('/outputs/output'),
  'GET /api/export/:jobId/captions.vtt': onExport('/captions.vtt'),
  'GET /api/export/:jobId/chapters.json': onExport('/chapters.json'),
  'GET /api/presets': plain('/api/presets'),
  'GET /api/schema/config-2.json': plain('/api/schema/config-2.json'),
  'POST /api/suggest-cuts': plain('/api/suggest-cuts', angles),
  'POST /api/suggest-trims': plain('/api/suggest-trims', angles),
  'GET /api/media': plain('/api/media'),
  'DELETE /api/media': query('/api/media', (things) => things.freshSource()),
  'GET /api/media/probe': query('/api/media/probe', ({ source }) => source),
  'GET /api/media/assets': query('/api/media/assets', ({ source }) => source),
  'POST /api/media/sync': plain('/api/media/sync', async ({ source }, caller) => ({
    reference: nameFor(caller).path(source),
    others: [nameFor(caller).path(source)],
  })),
  'POST /api/interchange/import': plain('/api/interchange/import', edl),
  'POST /api/interchange/export': plain('/api/interchange/export', async ({ projectId }, caller) => ({
    projectId: nameFor(caller).id(projectId),
    format: 'edl',
  })),
  'GET /api/media/file/*': async ({ source }, caller) => ({
    path: `/api/media/file/${nameFor(caller).path(source)}`,
  }),
  'GET /api/media/assets/*': async ({ assetKey }) => ({ path: `/api/media/assets/${assetKey}/peaks.bin` }),
  'GET /api/health': plain('/api/health'),
  'GET /api/ready': plain('/api/ready'),
  'GET /api/metrics': plain('/api/metrics'),
  'GET /api/openapi.json': plain('/api/openapi.json'),
  'GET /api/webhooks': plain('/api/webhooks'),
  'POST /api/webhooks': plain('/api/webhooks', webhook),
  'GET /api/webhooks/deliveries': plain('/api/webhooks/deliveries'),
  'GET /api/webhooks/export-secret': plain('/api/webhooks/export-secret'),
  'DELETE /api/webhooks/:id': async (things) => ({ path: `/api/webhooks/${await things.freshWebhook()}` }),
  'POST /api/webhooks/deliveries/:id/send-again': plain('/api/webhooks/deliveries/msg_none/send-again'),
};

const tus = { 'Tus-Resumable': '1.0.0' };

/** What is asked of uploads; Alice's is named by its own id, whoever asks. */
export const uploadAsks: Readonly<Record<string, RouteAsk>> = {
  'POST /api/upload': async () => ({
    path: '/api/upload',
    headers: { ...tus, 'Upload-Length': '100', 'Upload-Metadata': `filename ${btoa('new.mp4')}` },
  }),
  'HEAD /api/upload/:id': async ({ uploadPath }) => ({ path: uploadPath, headers: tus }),
  'PATCH /api/upload/:id': async ({ uploadPath }) => ({
    path: uploadPath,
    // At a place where it does not go on: nothing changes, and whoever may add to it is told why.
    headers: { ...tus, 'Upload-Offset': '7', 'Content-Type': 'application/offset+octet-stream' },
    body: 'x',
  }),
  'DELETE /api/upload/:id': async (things) => ({ path: await things.freshUpload(), headers: tus }),
};
