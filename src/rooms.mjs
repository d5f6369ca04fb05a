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

/**
 * Rooms inside rooms, each with those of its neighbours that it may import. The files beside them conduct: they may
 * import all of them, and none of them imports those files, but for `ports.ts`.
 */
const innerRooms = {
  render: {
    child: [],
    space: [],
    damage: ['child'],
    movie: ['child'],
    pictures: ['movie', 'damage', 'child'],
    sound: ['movie', 'damage', 'child'],
    check: ['pictures', 'sound', 'movie', 'damage', 'child'],
    admission: ['pictures', 'space'],
  },
  media: {
    chunks: [],
    reading: ['chunks'],
    sound: ['reading'],
    tools: [],
    library: ['reading', 'chunks'],
    sample: ['chunks'],
  },
  jobs: {
    telling: [],
    state: ['telling'],
    'file-store': ['state'],
    operations: ['state', 'telling'],
  },
  mp4: { read: [], write: ['read'], aac: ['read', 'write'], h264: ['read'], webm: ['read', 'write'] },
};

function innerRestrictionsOf(room, inner) {
  const neighbours = Object.keys(innerRooms[room]);
  const allowed = innerRooms[room][inner];
  const forbidden = neighbours.filter((other) => other !== inner && !allowed.includes(other));
  const message = `In '${room}', '${inner}' may import only: ${allowed.join(', ') || 'nothing'}. See src/rooms.mjs.`;
  const conducting = { regex: '^\\.\\./(?!ports\\.ts)[^/]+\\.ts$', message };
  return forbidden.length > 0
    ? [conducting, { regex: `^\\.\\./(${forbidden.join('|')})/`, message }]
    : [conducting];
}

function ruleOf(files, patterns) {
  return {
    files: files.flatMap((folder) => [`${folder}/**/*.ts`, `${folder}/**/*.tsx`]),
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

export const roomRules = [...Object.keys(rooms), 'server', 'cli'].flatMap((room) => [
  ruleOf([`src/${room}`], restrictionsOf(room)),
  ...Object.keys(innerRooms[room] ?? {}).map((inner) =>
    ruleOf([`src/${room}/${inner}`], [...restrictionsOf(room), ...innerRestrictionsOf(room, inner)]),
  ),
]);
