import type { AuditEntry, Principal } from '../../contract/principal.ts';
import type { ApiContext } from '../context.ts';
import type { RestRequest } from '../rest/route.ts';

type About = AuditEntry['about'];

/** What is noted of a call that succeeded. */
interface Audited<Call> {
  readonly event: string;
  readonly about: (call: Call) => About;
}

type Input = Readonly<Record<string, unknown>>;

/** Of an input, the parts named, as they may stand in the log: short, and never a secret. */
const parts =
  (...names: readonly string[]) =>
  (input: Input): About =>
    Object.fromEntries(names.map((name) => [name, plain(input[name])]));

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === undefined || value === null) return null;
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 500);
}

/** Procedures that leave a line in the audit log. Things are named as the caller named them; `made` is the id of a new one. */
const auditedProcedures: Readonly<Record<string, Audited<Input>>> = {
  remove: { event: 'export.remove', about: parts('jobId') },
  removeOutput: { event: 'output.remove', about: parts('jobId', 'outputId') },
  'media.remove': { event: 'source.remove', about: parts('filePath') },
  'projects.remove': { event: 'project.remove', about: parts('id') },
  'projects.share': { event: 'share.change', about: parts('id', 'name', 'level') },
  'webhooks.create': { event: 'webhook.create', about: ({ url }) => ({ host: hostIn(url) }) },
  'webhooks.remove': { event: 'webhook.remove', about: parts('id') },
  'webhooks.exportSecret': { event: 'webhook.secret', about: parts() },
  'usage.setLimits': { event: 'limits.change', about: parts('userId', 'limits') },
  'account.endSession': { event: 'session.end', about: parts('id') },
  'account.createKey': { event: 'key.create', about: parts('made', 'name', 'scopes', 'days') },
  'account.removeKey': { event: 'key.remove', about: parts('id') },
  'account.changePassword': { event: 'password.change', about: parts() },
  'people.invite': { event: 'account.add', about: parts('made', 'email', 'isAdministrator') },
  'people.resetPassword': { event: 'account.reset-password', about: parts('userId') },
  'people.setAdministrator': { event: 'account.role', about: parts('userId', 'isAdministrator') },
  'people.setDisabled': { event: 'account.disable', about: parts('userId', 'isDisabled') },
};

type Request = Pick<RestRequest, 'jobId' | 'id' | 'query'>;

/** The same of routes, by method and path. */
const auditedRoutes: Readonly<Record<string, Audited<Request>>> = {
  'GET /api/export/:jobId/download': {
    event: 'export.download',
    about: ({ jobId, query }) => ({ jobId, output: query.get('output') }),
  },
  'DELETE /api/export/:jobId': { event: 'export.remove', about: ({ jobId }) => ({ jobId }) },
  'DELETE /api/export/:jobId/outputs/:id': {
    event: 'output.remove',
    about: ({ jobId, id }) => ({ jobId, outputId: id }),
  },
  'DELETE /api/media': {
    event: 'source.remove',
    about: ({ query }) => ({ filePath: query.get('filePath') }),
  },
  'POST /api/webhooks': { event: 'webhook.create', about: () => ({}) },
  'DELETE /api/webhooks/:id': { event: 'webhook.remove', about: ({ id }) => ({ id }) },
  'GET /api/webhooks/export-secret': { event: 'webhook.secret', about: () => ({}) },
};

type Caller = Pick<ApiContext, 'arrival' | 'runtime'> & { readonly principal: Principal };

/** Writes the line of a procedure that succeeded, where it leaves one and there is a log. */
export function noteProcedure(
  caller: Caller,
  path: string,
  { input, output }: { readonly input: unknown; readonly output: unknown },
): void {
  const audited = auditedProcedures[path];
  if (!audited) return;
  const { id: made } = fieldsOf(output);
  note(caller, audited.event, audited.about({ made, ...fieldsOf(input) }));
}

/** The same for a route that has answered. */
export function noteRoute(
  caller: Caller,
  name: string,
  { req, res, ...request }: Request & Pick<RestRequest, 'req' | 'res'>,
): void {
  const audited = auditedRoutes[name];
  // Sent on to the storage, a download is one as well.
  const isDone = res.statusCode < 300 || res.statusCode === 302;
  if (!audited || req.method === 'HEAD' || !isDone) return;
  // A player asks for one file in hundreds of pieces.
  const range = res.getHeader('Content-Range');
  if (typeof range === 'string' && !range.startsWith('bytes 0-')) return;
  note(caller, audited.event, audited.about(request));
}

function note({ runtime, principal, arrival }: Caller, event: string, about: About): void {
  const { id, name } = principal;
  runtime.account?.noteAudit({ event, principal: { id, name }, address: arrival.address, about });
}

function fieldsOf(value: unknown): Input {
  return typeof value === 'object' && value !== null ? (value as Input) : {};
}

function hostIn(url: unknown): string | null {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).host : null;
}
