/**
 * The whole way before your eyes: three coded cameras, a cut list sent through the typed client, live
 * progress over a WebSocket, the download, and the oracle's verdict on it.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cancelledExit } from '../../src/cli/exit-codes.ts';
import { countText, sizeText } from '../../src/cli/words/progress-text.ts';
import { showProgress } from '../../src/cli/show-progress.ts';
import { listenForStop } from '../../src/cli/stop-signals.ts';
import type { ExportStatus } from '../../src/contract/exports/status.ts';
import { complaintsOf } from '../media/oracle/describe-verdict.ts';
import type { JudgedEdit } from '../media/oracle/edit.ts';
import { judge } from '../media/oracle/judge.ts';
import { demoConfig, demoCuts, makeCameras } from './demo-edit.ts';
import { openDemoServer, say, type DemoServer } from './demo-server.ts';

process.exitCode = await runDemo();

async function runDemo(): Promise<number> {
  using stop = listenForStop();
  say('Making three cameras whose every frame says where it comes from (20 s of 720p each; once).');
  const cameras = await makeCameras();
  await using server = await openDemoServer(cameras);
  say(server.isOurs ? `Started a server for the demo: ${server.url}` : `Using the server at ${server.url}`);
  const cuts = demoCuts(cameras);
  const final = await exportLive(server, cuts, stop.signal);
  if (final.status === 'cancelled') return cancelledExit;
  if (final.status !== 'completed') return complain(final);
  const path = await download(server, final);
  return tellVerdict(path, cuts);
}

/** Submits the cut list and draws every status that the WebSocket brings, until the last. */
async function exportLive(server: DemoServer, cuts: JudgedEdit, signal: AbortSignal): Promise<ExportStatus> {
  const { trpc, watchExport } = server.client;
  const id = `demo-${Date.now().toString(36)}`;
  let latest = await trpc.createExport.mutate(demoConfig(id, cuts));
  say(`Export ${id}: ${cuts.clips.length} clips; watch it at ${server.url}/exports as well.`);
  const cancel = () => void trpc.cancel.mutate({ jobId: id }).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const display = showProgress(process.stdout);
  for await (const status of watchExport(id)) {
    latest = status;
    display.update(status);
  }
  display.end();
  if (latest.plan) say(latest.plan.summary);
  say(`${latest.message}${latest.speed === null ? '' : ` (${latest.speed.toFixed(1)}× realtime)`}`);
  return latest;
}

async function download(server: DemoServer, { jobId, downloadUrl, output }: ExportStatus): Promise<string> {
  const folder = resolve('data/demo');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${jobId}.mp4`);
  const answer = await fetch(server.client.absoluteUrl(downloadUrl ?? ''));
  if (!answer.ok || !answer.body) throw new Error(`the download was answered with ${answer.status}`);
  await pipeline(Readable.from(answer.body), createWriteStream(`${path}.partial`));
  const { size } = await stat(`${path}.partial`);
  if (size !== output?.bytes) throw new Error(`${size} bytes arrived instead of ${output?.bytes}`);
  await rename(`${path}.partial`, path);
  say(`\nYour file: ${path} (${sizeText(size)})`);
  return path;
}

async function tellVerdict(path: string, cuts: JudgedEdit): Promise<number> {
  say('The oracle decodes every frame of it and compares …');
  const verdict = await judge(path, cuts);
  const found = complaintsOf(verdict);
  for (const complaint of found) say(`✗ ${complaint}`);
  if (found.length > 0) return 1;
  const soundMs = (1000 * verdict.sound.maxOffsetSeconds).toFixed(2);
  say(`✓ exact: ${countText(verdict.frames.found)} of ${countText(verdict.frames.expected)} frames right,`);
  say(`  0 timestamps off the grid, sound within ${soundMs} ms.`);
  return 0;
}

function complain({ error }: ExportStatus): number {
  say(
    `✗ ${error?.message ?? 'The export did not complete.'}${error?.hint === undefined ? '' : ` ${error.hint}`}`,
  );
  return 1;
}
