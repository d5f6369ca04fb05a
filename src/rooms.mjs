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
  media: ['mp4', 'ffmpeg', 'planner', 'contract', 'timeline', 'shared', 'supervisor'],
  sync: ['shared'],
  assets: ['sync', 'media', 'ffmpeg', 'planner', 'disk', 'contract', 'timeline', 'shared', 'supervisor'],
  render: [
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
  uploads: ['disk', 'media', 'contract', 'shared'],
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
  const forbidden = everyRoom.filter((other) => other !== room && !rooms[room].includes(other));
  const patterns = [
    {
      regex: `(^|/)\\.\\./(${forbidden.join('|')})/`,
      message: `The room '${room}' may import only: ${rooms[room].join(', ') || 'nothing'}. See src/README.md.`,
    },
  ];
  if (pure.includes(room)) {
    patterns.push({ regex: '^node:', message: `'${room}' is pure: it cannot touch the system.` });
  }
  return patterns;
}

export const roomRules = Object.keys(rooms).map((room) => ({
  files: [`src/${room}/**/*.ts`, `src/${room}/**/*.tsx`],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: restrictionsOf(room) }] },
}));
