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
  edit: ['contract', 'timeline', 'shared'],
  sync: ['shared'],
  mix: ['shared'],
  autocut: ['contract', 'timeline', 'shared'],
  interchange: ['contract', 'timeline', 'shared'],
  assets: [
    'children',
    'sync',
    'autocut',
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
    'mix',
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
  threads: ['interchange', 'autocut', 'planner', 'ffmpeg', 'media', 'disk', 'contract', 'timeline', 'shared'],
  disk: ['shared'],
  storage: ['disk', 'contract', 'shared'],
  jobs: ['disk', 'contract', 'shared'],
  uploads: ['disk', 'media', 'contract', 'shared'],
  projects: ['disk', 'contract', 'timeline', 'shared'],
  fleet: ['jobs', 'webhooks', 'disk', 'contract', 'shared'],
  webhooks: ['disk', 'contract', 'shared'],
  accounts: ['disk', 'contract', 'shared'],
  api: [
    'jobs',
    'webhooks',
    'projects',
    'edit',
    'media',
    'interchange',
    'autocut',
    'contract',
    'timeline',
    'shared',
  ],
  owners: ['api', 'jobs', 'projects', 'webhooks', 'media', 'autocut', 'disk', 'contract', 'shared'],
  client: ['contract', 'api', 'shared'],
  editor: ['client', 'edit', 'autocut', 'mix', 'contract', 'timeline', 'planner', 'shared'],
  app: ['editor'],
};

/** Rooms that touch no file, no process and no clock. */
const pure = [
  'shared',
  'timeline',
  'contract',
  'planner',
  'ffmpeg',
  'mp4',
  'edit',
  'sync',
  'autocut',
  'interchange',
  'mix',
];

const everyRoom = [...Object.keys(rooms), 'server', 'cli', 'worker'];

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
      regex: '/supervisor/(start/spawn-child|supervise-child|recorded-children|child-pool)\\.ts$',
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
  planner: inOrder('facts', 'plan', 'pictures', 'sound', 'composing', 'warnings', 'estimates'),
  ffmpeg: inOrder('input', 'sound', 'pictures', 'build', 'answers'),
  render: {
    child: [],
    space: [],
    attempt: ['child', 'space'],
    damage: ['child'],
    movie: ['child'],
    pictures: ['movie', 'damage', 'child'],
    sound: ['movie', 'damage', 'child'],
    check: ['pictures', 'sound', 'movie', 'damage', 'child'],
    admission: ['pictures', 'space'],
    preparing: [],
    making: ['check', 'pictures', 'sound', 'movie', 'damage', 'attempt', 'admission', 'child'],
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
  supervisor: inOrder('process', 'start', 'watch'),
  fleet: inOrder('journal', 'handing-out', 'chunks'),
  mp4: {
    read: [],
    write: ['read'],
    aac: ['read', 'write'],
    h264: ['read'],
    text: ['write'],
    webm: ['read', 'write'],
  },
};

/** Each may import all that stand before it. */
function inOrder(...names) {
  return Object.fromEntries(names.map((name, at) => [name, names.slice(0, at)]));
}

/** `up` is the way from a file to its room: `../`, or `../../` from a folder inside the inner room. */
function innerRestrictionsOf(room, inner, up) {
  const neighbours = Object.keys(innerRooms[room]);
  const allowed = innerRooms[room][inner];
  const forbidden = neighbours.filter((other) => other !== inner && !allowed.includes(other));
  const message = `In '${room}', '${inner}' may import only: ${allowed.join(', ') || 'nothing'}. See src/rooms.mjs.`;
  const way = `^${up.replaceAll('.', '\\.')}`;
  const conducting = { regex: `${way}(?!ports\\.ts)[^/]+\\.ts$`, message };
  return forbidden.length > 0
    ? [conducting, { regex: `${way}(${forbidden.join('|')})/`, message }]
    : [conducting];
}

function innerRulesOf(room, inner) {
  const rulesAt = (folder, up) =>
    ruleOf([folder], [...restrictionsOf(room), ...innerRestrictionsOf(room, inner, up)]);
  return [rulesAt(`src/${room}/${inner}`, '../'), rulesAt(`src/${room}/${inner}/*`, '../../')];
}

function ruleOf(folders, patterns) {
  return {
    files: folders.flatMap((folder) => [`${folder}/**/*.ts`, `${folder}/**/*.tsx`]),
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

export const roomRules = everyRoom.flatMap((room) => [
  ruleOf([`src/${room}`], restrictionsOf(room)),
  ...Object.keys(innerRooms[room] ?? {}).flatMap((inner) => innerRulesOf(room, inner)),
]);
