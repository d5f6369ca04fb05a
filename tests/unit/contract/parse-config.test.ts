import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestOf } from '../../../src/contract/exports/export-request.ts';
import { parseConfig } from '../../../src/contract/config/parse-config.ts';
import type { Problem } from '../../../src/contract/problems.ts';
import { sampleConfig } from './config-samples.ts';

function problemOf(input: unknown): Problem {
  const parsed = parseConfig(input);
  if (parsed.isOk) throw new Error('the config was accepted');
  return parsed.problem;
}

function issuesOf(input: unknown): Record<string, string> {
  const issues = problemOf(input).issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path, message]));
}

describe('a config that is right', () => {
  test('is accepted as the editor sends it, unknown keys dropped', () => {
    const parsed = parseConfig({ ...sampleConfig(), status: 'pending', theme: { dark: true } });
    expect(parsed).toMatchObject({ isOk: true, config: { id: 'export-abc123' } });
    expect(parsed.isOk && 'status' in parsed.config).toBe(false);
  });

  test('gets its defaults', () => {
    const parsed = parseConfig({
      version: 1,
      id: 'a',
      sources: [{ id: 's', name: '', filePath: 's.mp4' }],
      segments: [{ sourceIndex: 0, startTime: 0, endTime: 1 }],
      output: { width: 1280, height: 720, fps: 25 },
    });
    expect(parsed).toMatchObject({
      isOk: true,
      config: {
        projectName: 'Untitled',
        segments: [{ audioFromSource: true }],
        output: { format: 'mp4', codec: 'copy', includeAudio: true },
      },
    });
  });

  test('never trusts hints: wrong ones are dropped', () => {
    const source = { id: 's', name: 'S', filePath: 's.mp4', width: 'wide', duration: null, hasAudio: 1 };
    const parsed = parseConfig(sampleConfig({ sources: [source, source, source] }));
    expect(parsed).toMatchObject({ isOk: true, config: { sources: [{ width: undefined }, {}, {}] } });
  });

  test('may start before its source, as a negative sync offset makes it', () => {
    const segments = [{ sourceIndex: 0, startTime: -1.5, endTime: 2 }];
    expect(parseConfig(sampleConfig({ segments })).isOk).toBe(true);
  });

  test.each(['output.mp4', 'final cut.mp4', './x.mp4', '/x.mp4'])('may name its own output %s', (name) => {
    const path = name.startsWith('.')
      ? `./exports/export-abc123/${name.slice(2)}`
      : name.startsWith('/')
        ? `/exports/export-abc123${name}`
        : `exports/export-abc123/${name}`;
    const output = { ...sampleConfig().output, filePath: path };
    expect(parseConfig(sampleConfig({ output })).isOk).toBe(true);
  });

  test('of odd size may be copied, since copied pictures keep their size', () => {
    const output = { ...sampleConfig().output, width: 853, height: 481 };
    expect(parseConfig(sampleConfig({ output })).isOk).toBe(true);
  });
});

describe('a config that is wrong', () => {
  test.each([null, [], 'text', 7, undefined])('as a whole (%j) is told so', (input) => {
    expect(problemOf(input)).toMatchObject({
      code: 'INVALID_CONFIG',
      issues: [{ path: '', message: 'the config must be a JSON object' }],
    });
  });

  test.each([0, 3, '1', null])('of version %j is refused with the versions there are', (version) => {
    expect(problemOf(sampleConfig({ version }))).toMatchObject({
      code: 'UNSUPPORTED_VERSION',
      issues: [{ path: 'version', message: 'must be 1 or 2' }],
    });
  });

  test('lists a missing key beside what is wrong between the keys that are there', () => {
    const { id: _id, ...rest } = sampleConfig();
    const broken = {
      ...rest,
      sources: [{ id: 'a', filePath: 'a.mp4' }],
      segments: [
        { sourceIndex: 4, startTime: 3, endTime: 2 },
        { sourceIndex: 0, startTime: 0 },
        'not a segment',
      ],
      output: { format: 'webm', codec: 'h264', width: 1921, height: 1081, fps: 'fast' },
    };
    expect(issuesOf(broken)).toEqual({
      id: 'is missing',
      'sources[0].name': 'is missing',
      'segments[0].sourceIndex': 'is 4, but there is only 1 source (counted from 0)',
      'segments[0].endTime': 'must be after startTime',
      'segments[1].endTime': 'is missing',
      'segments[2]': 'must be an object',
      'output.width': 'must be an even number: 4:2:0 video stores colour for pairs of pixels',
      'output.height': 'must be an even number: 4:2:0 video stores colour for pairs of pixels',
      'output.fps': 'must be a number of frames per second',
      'output.codec': 'WebM cannot hold H.264; choose "copy" for WebM, or the format "mp4"',
    });
  });

  test('lists issues in the order in which a config is written', () => {
    const broken = {
      ...sampleConfig({ segments: [{ sourceIndex: 9, startTime: 0, endTime: 1 }] }),
      id: '..',
    };
    const output = { ...sampleConfig().output, fps: 0 };
    const paths = problemOf({ ...broken, output }).issues?.map(({ path }) => path);
    expect(paths).toEqual(['id', 'segments[0].sourceIndex', 'output.fps']);
  });

  test.each([
    '../output.mp4',
    'exports/other/output.mp4',
    'exports/export-abc123/a/b.mp4',
    '/etc/passwd',
    '',
  ])('may not write its output to %j', (filePath) => {
    const output = { ...sampleConfig().output, filePath };
    expect(Object.keys(issuesOf(sampleConfig({ output })))).toEqual(['output.filePath']);
  });

  test.each(['', '.', '..', '.hidden', 'a/b', 'a b', 'ä', 'x'.repeat(129), 'a\0', 'a\n'])(
    'may not be called %j',
    (id) => {
      const { filePath: _path, ...output } = sampleConfig().output;
      expect(Object.keys(issuesOf(sampleConfig({ id, output })))).toEqual(['id']);
    },
  );

  test.each([
    'exports/export-abc123/output.mp4',
    '/data/media/exports/export-abc123/output.mp4',
    './exports/export-abc123/final.mp4',
  ])('may name its own file as %j', (filePath) => {
    const output = { ...sampleConfig().output, filePath };
    expect(parseConfig(sampleConfig({ output })).isOk).toBe(true);
  });

  test('may leave its size and rate to the largest source', () => {
    const { width: _w, height: _h, fps: _f, ...output } = sampleConfig().output;
    const parsed = parseConfig(sampleConfig({ output }));
    const [movie] = parsed.isOk ? requestOf(parsed.config).outputs : [];
    const sizes = sampleConfig().sources.map(({ width = 0, height = 0 }) => width * height);
    const rendition = movie?.kind === 'movie' ? movie.rendition : { width: 0, height: 0 };
    expect(rendition.width * rendition.height).toBe(Math.max(...sizes) || 1920 * 1080);
  });

  test('says how many issues there are where it cannot list them all', () => {
    const segments = Array.from({ length: 5000 }, () => ({ sourceIndex: -1, startTime: 0, endTime: 1 }));
    const problem = problemOf(sampleConfig({ segments }));
    expect(problem.issues).toHaveLength(1000);
    expect(problem.message).toContain('(and 4999 more)');
  });

  test('with millions of segments is refused without looking at each', () => {
    const segments = new Array<number>(4_000_000).fill(0);
    const [first] = problemOf(sampleConfig({ segments })).issues ?? [];
    expect(first).toEqual({ path: 'segments', message: 'must hold at most 100,000, and holds 4000000' });
  });

  test('that lasts longer than a day is refused', () => {
    const segments = Array.from({ length: 25 }, () => ({ sourceIndex: 0, startTime: 0, endTime: 3600 }));
    expect(issuesOf(sampleConfig({ segments }))).toEqual({ segments: 'together last longer than 24 hours' });
  });
});

/** One way to break a config: where, with what, and under which path it must be listed. */
interface Break {
  readonly path: string;
  readonly apply: (config: Editable) => void;
}

type Editable = Record<string, unknown> & {
  sources: Record<string, unknown>[];
  segments: Record<string, unknown>[];
  output: Record<string, unknown>;
};

const rubbish = fc.constantFrom<unknown>(null, [], {}, Number.NaN, Number.POSITIVE_INFINITY, undefined);

const breaks = fc.oneof(
  rubbish.map((value): Break => ({ path: 'id', apply: (config) => (config['id'] = value) })),
  fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom('id', 'name', 'filePath'), rubbish)
    .map(([index, key, value]): Break => ({
      path: `sources[${index}].${key}`,
      apply: ({ sources }) => Object.assign(sources[index] ?? {}, { [key]: value }),
    })),
  fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom('sourceIndex', 'startTime', 'endTime'), rubbish)
    .map(([index, key, value]): Break => ({
      path: `segments[${index}].${key}`,
      apply: ({ segments }) => Object.assign(segments[index] ?? {}, { [key]: value }),
    })),
  fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 3, max: 99 })).map(([index, source]): Break => ({
    path: `segments[${index}].sourceIndex`,
    apply: ({ segments }) => Object.assign(segments[index] ?? {}, { sourceIndex: source }),
  })),
  fc
    .tuple(
      fc.constantFrom('width', 'height', 'fps'),
      rubbish.filter((value) => value !== undefined),
    )
    .map(([key, value]): Break => ({
      path: `output.${key}`,
      apply: ({ output }) => Object.assign(output, { [key]: value }),
    })),
  fc.constantFrom('format', 'codec', 'includeAudio').map((key): Break => ({
    path: `output.${key}`,
    apply: ({ output }) => Object.assign(output, { [key]: 'rubbish' }),
  })),
);

test('whatever is broken, and however many places, the path of each is in the list', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(breaks, { selector: ({ path }) => path, minLength: 1, maxLength: 12 }),
      (all) => {
        const config = structuredClone(sampleConfig()) as unknown as Editable;
        for (const { apply } of all) apply(config);
        const listed = issuesOf(config);
        for (const { path } of all) expect(Object.keys(listed)).toContain(path);
      },
    ),
    { numRuns: 500 },
  );
});

test('no input makes the check throw', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withSparseArray: true }), (input) => {
      parseConfig(input);
    }),
  );
});
