import type { Principal, Scope } from '../../contract/principal.ts';
import { ProblemError } from '../../contract/problems.ts';

/** What a caller must be allowed to do. What needs `admin` is for administrators alone, whatever else a key may do. */
export type Need =
  | Scope
  | 'nothing'
  /** What is done with an account itself: for people, whatever a key may do. */
  | 'person'
  /** The same with accounts of others. */
  | 'administrator';

/** What every procedure needs. One that is missing here is for administrators. */
export const procedureNeeds: Readonly<Record<string, Need>> = {
  createExport: 'export',
  status: 'read',
  queue: 'read',
  cancel: 'export',
  retry: 'export',
  remove: 'export',
  addOutput: 'export',
  retryOutput: 'export',
  removeOutput: 'export',
  get: 'read',
  list: 'read',
  counts: 'read',
  plan: 'read',
  prepare: 'export',
  prepared: 'read',
  planOf: 'read',
  logOf: 'read',
  ticket: 'read',
  suggestCuts: 'read',
  suggestTrims: 'read',
  'interchange.import': 'export',
  'interchange.export': 'read',
  'media.list': 'read',
  'media.probe': 'read',
  'media.remove': 'upload',
  'media.watch': 'read',
  'media.makeSample': 'upload',
  'media.sync': 'read',
  'media.assets': 'read',
  'projects.list': 'read',
  'projects.get': 'read',
  'projects.create': 'export',
  'projects.createSample': 'export',
  'projects.save': 'export',
  'projects.duplicate': 'export',
  'projects.remove': 'export',
  'projects.share': 'export',
  'projects.sharedWith': 'read',
  'projects.versions': 'read',
  'projects.version': 'read',
  'usage.mine': 'read',
  'usage.all': 'admin',
  'usage.setLimits': 'admin',
  'usage.exports': 'admin',
  'usage.disk': 'admin',
  'account.profile': 'person',
  'account.sessions': 'person',
  'account.endSession': 'person',
  'account.keys': 'person',
  'account.createKey': 'person',
  'account.removeKey': 'person',
  'account.changePassword': 'person',
  'account.socketToken': 'read',
  'people.list': 'admin',
  'people.invite': 'administrator',
  'people.resetPassword': 'administrator',
  'people.setAdministrator': 'administrator',
  'people.setDisabled': 'administrator',
  'system.whoAmI': 'read',
  'webhooks.list': 'read',
  'webhooks.create': 'export',
  'webhooks.remove': 'export',
  'webhooks.deliveries': 'read',
  'webhooks.sendAgain': 'export',
  'webhooks.exportSecret': 'export',
  'system.capabilities': 'read',
  'system.workers': 'read',
  'system.presets': 'read',
  'system.diskUse': 'read',
};

/** What every route needs, by its method and path. One that is missing here is for administrators. */
export const routeNeeds: Readonly<Record<string, Need>> = {
  'POST /api/export': 'export',
  'GET /api/export': 'read',
  'GET /api/export/:jobId/status': 'read',
  'GET /api/export/:jobId/download': 'read',
  'GET /api/export/:jobId/poster': 'read',
  'GET /api/export/:jobId/review': 'read',
  'GET /api/export/:jobId/report': 'read',
  'DELETE /api/export/:jobId': 'export',
  'POST /api/export/:jobId/cancel': 'export',
  'POST /api/export/:jobId/retry': 'export',
  'POST /api/plan': 'read',
  'POST /api/export/:jobId/outputs': 'export',
  'POST /api/export/:jobId/outputs/:id/retry': 'export',
  'DELETE /api/export/:jobId/outputs/:id': 'export',
  'GET /api/export/:jobId/captions.vtt': 'read',
  'GET /api/export/:jobId/chapters.json': 'read',
  'GET /api/presets': 'read',
  'GET /api/schema/config-2.json': 'read',
  'POST /api/suggest-cuts': 'read',
  'POST /api/suggest-trims': 'read',
  'GET /api/media': 'read',
  'DELETE /api/media': 'upload',
  'GET /api/media/probe': 'read',
  'GET /api/media/assets': 'read',
  'POST /api/media/sync': 'read',
  'POST /api/interchange/import': 'export',
  'POST /api/interchange/export': 'read',
  'GET /api/media/file/*': 'read',
  'GET /api/media/assets/*': 'read',
  'GET /api/health': 'nothing',
  'GET /api/ready': 'read',
  'GET /api/metrics': 'admin',
  'GET /api/openapi.json': 'read',
  'GET /api/webhooks': 'read',
  'POST /api/webhooks': 'export',
  'GET /api/webhooks/deliveries': 'read',
  'GET /api/webhooks/export-secret': 'export',
  'DELETE /api/webhooks/:id': 'export',
  'POST /api/webhooks/deliveries/:id/send-again': 'export',
};

/** Throws `FORBIDDEN` where the caller may not do what is needed. */
export function requireNeed({ scopes, isAdministrator, isPerson }: Principal, need: Need = 'admin'): void {
  if (need === 'nothing') return;
  if ((need === 'admin' || need === 'administrator') && !isAdministrator)
    throw new ProblemError(administratorsOnly);
  if (need === 'person' || need === 'administrator') {
    if (isPerson) return;
    throw new ProblemError(peopleOnly);
  }
  if (!scopes.has(need)) throw new ProblemError(missingScope(need));
}

const administratorsOnly = {
  code: 'FORBIDDEN',
  message: 'This is for administrators.',
} as const;

const peopleOnly = {
  code: 'FORBIDDEN',
  message: 'No key can do this: it is for people who have signed in.',
  hint: 'Sign in, and do it on the pages.',
} as const;

function missingScope(need: Scope) {
  return {
    code: 'FORBIDDEN',
    message: `This key may not be used for this: it lacks the scope "${need}".`,
    hint: 'Make a key with that scope, or sign in.',
  } as const;
}
