import type { ExportStatus } from '../../../src/contract/exports/status.ts';
import type { ScriptedExports } from './scripted-exports.ts';
import { sampleConfig, samplePlan } from './samples.ts';

const plan = samplePlan(29.97);
const minute = 60_000;

/** One export in every state that there is. */
export async function setEveryState(exports: ScriptedExports): Promise<void> {
  const ago = (minutes: number) => new Date(Date.now() - minutes * minute).toISOString();
  const add = async (id: string, name: string, patch: Partial<ExportStatus>) => {
    await exports.create(parsed(id, name));
    exports.change(id, patch);
  };
  await add('export-9f31c2', 'Town Hall, camera test', {
    createdAt: ago(3000),
    status: 'cancelled',
    stage: 'rendering',
    progress: 0.34,
    framesDone: 12_004,
    message: 'Cancelled.',
    queuePosition: null,
    startedAt: ago(2999),
    finishedAt: ago(2995),
  });
  await add(
    'export-71d0aa',
    'Sunday Service with a very long name that somebody typed in one go, second camera missing',
    {
      createdAt: ago(190),
      status: 'failed',
      stage: 'probing',
      message: 'Failed.',
      queuePosition: null,
      attempt: 3,
      startedAt: ago(189),
      finishedAt: ago(188),
      error: {
        code: 'SOURCE_NOT_FOUND',
        message: 'There is no file called "camera2.mp4" in the source library.',
        hint: 'Put it into the sources folder or correct its filePath, then retry.',
      },
    },
  );
  await add('export-2b77e0', 'Kitchen Table Podcast 11', {
    createdAt: ago(55),
    ...finished(ago(54), ago(53)),
  });
  exports.write('export-2b77e0', 'plan.json', JSON.stringify(plan));
  exports.write('export-2b77e0', 'log.ndjson', logLines());
  await add('export-8c12fe', 'Lecture 4: Colour', {
    createdAt: ago(12),
    status: 'processing',
    stage: 'verifying',
    progress: 0.97,
    framesDone: 53_990,
    framesTotal: 53_990,
    speed: 5.41,
    etaSeconds: 8,
    message: 'Checking the file.',
    queuePosition: null,
    startedAt: ago(11),
    plan: plan.summary,
  });
  await add('export-abc123', 'Kitchen Table Podcast 12', { createdAt: ago(4), ...running(ago(3)) });
  exports.write('export-abc123', 'plan.json', JSON.stringify(plan));
  exports.write('export-abc123', 'log.ndjson', logLines());
  await add('export-55aa01', 'Band rehearsal', { createdAt: ago(2), queuePosition: 1 });
  await add('export-55aa02', 'Band rehearsal, vertical', { createdAt: ago(1), queuePosition: 2 });
}

function parsed(id: string, name: string) {
  const { sources, segments, output, ...rest } = sampleConfig(id, name);
  return {
    ...rest,
    projectName: name,
    sources,
    segments: segments.map((segment) => ({ audioFromSource: true, ...segment })),
    output: { format: 'mp4' as const, codec: 'copy' as const, includeAudio: true, ...output },
  } as Parameters<ScriptedExports['create']>[0];
}

export function running(startedAt: string): Partial<ExportStatus> {
  return {
    startedAt,
    status: 'processing',
    stage: 'rendering',
    progress: 0.62,
    framesDone: 22_295,
    framesTotal: 35_960,
    speed: 3.21,
    etaSeconds: 142,
    message: 'Rendering 79 spans.',
    queuePosition: null,
    plan: plan.summary,
    warnings: [...plan.warnings],
  };
}

export function finished(startedAt: string, finishedAt: string): Partial<ExportStatus> {
  return {
    startedAt,
    finishedAt,
    status: 'completed',
    stage: 'publishing',
    progress: 1,
    framesDone: 35_960,
    framesTotal: 35_960,
    speed: 6.1,
    etaSeconds: 0,
    queuePosition: null,
    message: 'Done.',
    plan: plan.summary,
    warnings: [...plan.warnings],
    downloadUrl: '/api/export/export-2b77e0/download',
    output: {
      bytes: 1_283_456_789,
      durationSeconds: 1199.9,
      frames: 35_960,
      width: 1920,
      height: 1080,
      videoCodec: 'h264',
      audioCodec: 'aac',
    },
    report: {
      isOk: true,
      durationMs: 1340,
      checks: [
        { name: 'frames', isOk: true, detail: '35,960 of 35,960 frames' },
        { name: 'timestamps', isOk: true, detail: '0 frames off their instant' },
        { name: 'decode order', isOk: true, detail: '0 decode times that do not rise' },
        { name: 'joins', isOk: true, detail: '78 of 78 joins decode without an error' },
        { name: 'sound', isOk: true, detail: '1199.867 s of sound for 1199.865 s of picture' },
        { name: 'picture format', isOk: true, detail: 'h264, 1920 × 1080' },
      ],
    },
  };
}

function logLines(): string {
  const child = (task: string, more: object) =>
    JSON.stringify({ at: new Date().toISOString(), attempt: 1, event: 'child', task, ...more });
  return [
    JSON.stringify({
      at: new Date().toISOString(),
      attempt: 1,
      event: 'reused',
      task: 'span 1',
      key: 'f00d',
    }),
    child('span 2', {
      argv: [
        'ffmpeg',
        '-hide_banner',
        '-nostdin',
        '-ss',
        '29.5',
        '-i',
        'file:/data/sources/camera 1.mp4',
        '-frames:v',
        '8',
        '-c:v',
        'libx264',
        '-crf',
        '18',
        '/data/exports/x/partial/span-2.h264',
      ],
      outcome: 'exit 0',
      durationMs: 812,
      stderr: '',
    }),
    child('sound', {
      argv: [
        'ffmpeg',
        '-f',
        's16le',
        '-i',
        'pipe:0',
        '-c:a',
        'aac',
        '-b:a',
        '192k',
        '/data/exports/x/partial/sound.m4a',
      ],
      outcome: 'exit 1',
      durationMs: 3120,
      stderr:
        '[aac @ 0x55d0c8] Too many bits 8832.000000 > 6144 per frame requested, clamping to max\npipe:0: Invalid data found when processing input\n',
    }),
    JSON.stringify({
      at: new Date().toISOString(),
      attempt: 1,
      event: 'note',
      task: 'mux',
      text: 'Joined 79 chunks.',
    }),
    '',
  ].join('\n');
}
