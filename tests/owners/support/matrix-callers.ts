/** Everybody who may knock, and what they bring along. */
export const matrixCallers = {
  nobody: {},
  owner: { Authorization: 'Bearer alice' },
  'other user': { Authorization: 'Bearer bob' },
  'shared reader': { Authorization: 'Bearer carol' },
  'shared editor': { Authorization: 'Bearer dave' },
  administrator: { Authorization: 'Bearer ada' },
  'key: read': { Authorization: 'Bearer alice:read' },
  'key: export': { Authorization: 'Bearer alice:export' },
  'key: upload': { Authorization: 'Bearer alice:upload' },
  'key: admin': { Authorization: 'Bearer alice:admin' },
  'expired key': { Authorization: 'Bearer expired' },
  'ended session': { Cookie: 'session=carol' },
  'own cookie, other site': {
    Cookie: 'session=alice',
    Origin: 'https://evil.example',
    'Sec-Fetch-Site': 'cross-site',
  },
} as const satisfies Record<string, Record<string, string>>;

export type MatrixCaller = keyof typeof matrixCallers;

/** Callers who see Alice's things under their whole names. */
const strangers: readonly MatrixCaller[] = ['other user', 'shared reader', 'shared editor', 'administrator'];

/** How a caller names something of Alice's. */
export function nameFor(caller: MatrixCaller) {
  const isStranger = strangers.includes(caller);
  return {
    id: (id: string) => (isStranger ? `alice~${id}` : id),
    path: (path: string) => (isStranger ? `~alice/${path}` : path),
  };
}
