/**
 * The import rules of the house, as lint rules. `src/README.md` shows them as a table; a room that is
 * missing here may be imported by nobody.
 */
const rooms = {
  shared: [],
  timeline: ['shared'],
  contract: ['timeline', 'shared'],
  planner: ['contract', 'timeline', 'shared'],
  ffmpeg: ['planner', 'contract', 'timeline', 'shared'],
  supervisor: ['shared'],
  mp4: ['timeline', 'shared'],
  children: ['supervisor', 'disk', 'ffmpeg', 'contract', 'shared'],
  media: ['children', 'disk', 'mp4', 'ffmpeg', 'planner', 'contract', 'timeline', 'shared', 'supervisor'],
  sync: ['shared'],
  assets: [
    'children',
    'sync',
    'media',
    'ffmpeg',
    'planner',
    'disk',
    'contract',
    'timeline',
    'shared',
    'supervisor',
  ],
  render: [
    'children',
    'threads',
    'planner',
    'mp4',
    'ffmpeg',
    'media',
    'supervisor',
    'disk',
    'contract',
    'timeline',
    'shared',
  ],
  threads: ['planner', 'ffmpeg', 'media', 'contract', 'timeline', 'shared'],
  disk: ['shared'],
  jobs: ['disk', 'contract', 'shared'],
  uploads: ['children', 'disk', 'media', 'contract', 'shared'],
  projects: ['disk', 'contract', 'timeline', 'shared'],
  api: ['jobs', 'projects', 'media', 'contract', 'timeline', 'shared'],
  client: ['contract', 'api', 'shared'],
  editor: ['client', 'contract', 'timeline', 'planner', 'shared'],
  app: ['editor'],
};

/** Rooms that touch no file, no process and no clock. */
const pure = ['shared', 'timeline', 'contract', 'planner', 'ffmpeg', 'mp4', 'sync'];

const everyRoom = [...Object.keys(rooms), 'server', 'cli'];

function restrictionsOf(room) {
  const allowed = rooms[room] ?? everyRoom;
  const forbidden = everyRoom.filter((other) => other !== room && !allowed.includes(other));
  const patterns = [];
  if (forbidden.length > 0) {
    patterns.push({
      regex: `(^|/)\\.\\./(${forbidden.join('|')})/`,
      message: `The room '${room}' may import only: ${allowed.join(', ') || 'nothing'}. See src/README.md.`,
    });
  }
  if (pure.includes(room)) {
    patterns.push({ regex: '^node:', message: `'${room}' is pure: it cannot touch the system.` });
  }
  if (room !== 'children' && room !== 'supervisor') {
    patterns.push({
      regex: '/supervisor/(supervise-child|spawn-child|recorded-children|child-pool)\\.ts$',
      message:
        'Only `children` starts children: what is started elsewhere has no limits, no slot and no record.',
    });
  }
  return patterns;
}

export const roomRules = [...Object.keys(rooms), 'server', 'cli'].map((room) => ({
  files: [`src/${room}/**/*.ts`, `src/${room}/**/*.tsx`],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: restrictionsOf(room) }] },
}));
