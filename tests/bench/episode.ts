import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { uprightClip, type Place } from './alternatives.ts';
import { stretchesWithin, switches, type Stretch } from './cut-list.ts';
import { finishedEdit, makeExtras, outputsOf, plainEdit } from './finished-edit.ts';
import { frameRate, makeCameras, type Look, type Shape } from './footage.ts';
import { inSequence, type Cost } from './measure.ts';
import { printCosts, printTargets, type Target } from './print-table.ts';
import { runCutroom } from './run-cutroom.ts';

/** `finished`: sound, names and a logo; `files`: a clip, sound and a poster beside it; `upright`: all of it upright, too. */
export const episodeParts = ['finished', 'files', 'upright'] as const;
export type EpisodePart = (typeof episodeParts)[number];

interface Episode {
  readonly place: Place;
  readonly shape: Shape;
  readonly stretches: readonly Stretch[];
}

interface Measured {
  readonly costs: Readonly<Record<string, Cost>>;
  readonly targets: readonly Target[];
}

/** Times finished episodes beside the same cut list alone, each from an empty chunk store, one after another in one run. */
export async function benchEpisode(
  wanted: readonly EpisodePart[],
  { shape, folder, look }: { readonly shape: Shape; readonly folder: string; readonly look: Look },
): Promise<void> {
  const sources = await makeCameras(folder, shape, look);
  await makeExtras(sources, shape);
  const place: Place = { sources, folder: join(folder, 'out') };
  await rm(place.folder, { recursive: true, force: true });
  await mkdir(place.folder, { recursive: true });
  const stretches = switches(shape.minutes * 60, shape.cuts);
  const { height } = shape.size;
  const cuts = stretches.length - 1;
  console.log(`\n3 cameras × ${shape.minutes} min of ${look} ${height}p${frameRate}, ${cuts} cuts`);
  const episode = { place, shape, stretches };
  const { master } = outputsOf(shape);
  const finished = await runCutroom(place, finishedEdit(stretches, 'finished', [master]), 'finished');
  const parts: Measured[] = [{ costs: { 'finished: sound, names, logo': finished }, targets: [] }];
  if (wanted.includes('finished')) parts.push(await measureFinishing(episode, finished));
  if (wanted.includes('files')) parts.push(await measureFiles(episode, finished));
  if (wanted.includes('upright')) parts.push(await measureUpright(episode, finished));
  printCosts(Object.assign({}, ...parts.map(({ costs }) => costs)) as Measured['costs']);
  printTargets(parts.flatMap(({ targets }) => targets));
}

async function measureFinishing({ place, shape, stretches }: Episode, finished: Cost): Promise<Measured> {
  const { master } = outputsOf(shape);
  const plain = await runCutroom(place, plainEdit(stretches, 'plain', [master]), 'plain');
  return {
    costs: { 'the cut list alone': plain },
    targets: bothTargets('finished : the cut list alone', { cost: finished, beside: plain, target: 1.35 }),
  };
}

async function measureFiles({ place, shape, stretches }: Episode, master: Cost): Promise<Measured> {
  const { audio, clip, poster, ...others } = outputsOf(shape);
  const config = finishedEdit(stretches, 'files', [others.master, clip, audio, poster]);
  const files = await runCutroom(place, config, 'files');
  const [from, to] = clip.range ?? [0, 0];
  const least = await uprightClip(stretchesWithin(stretches, from, to), place);
  const added = (files.cpuSeconds - master.cpuSeconds) / least.cpuSeconds;
  return {
    costs: { 'finished, with a clip of a minute, m4a and poster': files, 'one command for the clip': least },
    targets: [
      ...bothTargets('four files : the master alone', { cost: files, beside: master, target: 1.2 }),
      { name: 'what three of them add : one command for the clip, CPU', ratio: added, target: 1.2 },
    ],
  };
}

async function measureUpright({ place, shape, stretches }: Episode, master: Cost): Promise<Measured> {
  const { upright, ...others } = outputsOf(shape);
  const alone = await runCutroom(place, finishedEdit(stretches, 'alone', [upright]), 'alone');
  const both = await runCutroom(place, finishedEdit(stretches, 'both', [others.master, upright]), 'both');
  const two = inSequence(master, alone);
  return {
    costs: { 'finished, all of it upright, alone': alone, '… and the master, in one export': both },
    targets: bothTargets('master and upright in one : two exports', { cost: both, beside: two, target: 1 }),
  };
}

/** Wall time and CPU of one beside another, and the memory of the first. */
function bothTargets(
  name: string,
  { cost, beside, target }: { readonly cost: Cost; readonly beside: Cost; readonly target: number },
): Target[] {
  return [
    { name: `${name}, wall time`, ratio: cost.wallSeconds / beside.wallSeconds, target },
    { name: `${name}, CPU`, ratio: cost.cpuSeconds / beside.cpuSeconds, target },
    { name: `${name}, peak memory`, ratio: cost.peakBytes / beside.peakBytes, target: 1.2 },
  ];
}
