import { editFilm, type Piece } from '../footage/edited-film.ts';
import { joinFilms } from '../footage/joined-film.ts';
import { makeFootage } from '../footage/make-footage.ts';
import type { Footage, FootageSpec } from '../footage/spec.ts';
import { Dice } from './dice.ts';
import type { JudgedClip, JudgedEdit } from './edit.ts';
import { lengthOf, micro, wordsOf, type RandomExport } from './random-export.ts';

const rate = { num: 25, den: 1 };
const size = { width: 192, height: 108 };

type Kind = 'joined' | 'edited' | 'trimmed' | 'RADL' | 'HDR10' | 'Display P3';
const KINDS: readonly Kind[] = ['joined', 'edited', 'trimmed', 'RADL', 'HDR10', 'Display P3'];

const screen = 'G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)';

function x265(gop: number, params: string): Partial<FootageSpec> {
  const all = `log-level=error:keyint=${gop}:min-keyint=${gop}:scenecut=0:bframes=3:b-adapt=0:${params}`;
  return { codec: 'hevc', extraArgs: ['-x265-params', all] };
}

async function joined(dice: Dice, base: FootageSpec): Promise<Footage> {
  const made = dice.pick([
    { codec: 'vp8', container: 'webm' },
    { codec: 'vp9', container: 'webm' },
    { codec: 'h264' },
    { codec: 'h264', container: 'ts' },
    { codec: 'h264', container: 'mkv' },
  ] as const);
  const sizes = [size, { width: 320, height: 180 }, { width: 256, height: 144 }];
  const parts = Array.from({ length: dice.whole(2, 3) }, (_, part) => ({
    ...base,
    ...made,
    camera: base.camera + part,
    frames: dice.whole(20, 70),
    size: part === 0 ? size : dice.pick(sizes),
  }));
  return joinFilms({ parts, lateMs: dice.isLucky(0.3) ? dice.whole(15, 300) : 0 });
}

function edited(dice: Dice, base: FootageSpec): Promise<Footage> {
  const pieces: Piece[] = [];
  for (let from = dice.whole(0, 30); pieces.length < 3 && from < 130; from += dice.whole(20, 80)) {
    const to = Math.min(180, from + dice.whole(15, 60));
    pieces.push([from, to]);
    from = to;
  }
  return editFilm(base, pieces);
}

function filmOf(kind: Kind, dice: Dice, base: FootageSpec): Promise<Footage> {
  const { gop = 25 } = base;
  switch (kind) {
    case 'joined':
      return joined(dice, base);
    case 'edited':
      return edited(dice, base);
    case 'trimmed': {
      const codec = dice.pick(['h264', 'hevc'] as const);
      const hidden = { trimmedSeconds: dice.whole(1, 50) / 25, editListSeconds: dice.whole(0, 40) / 25 };
      return makeFootage({ ...base, ...hidden, codec });
    }
    case 'RADL':
      return makeFootage({ ...base, ...x265(gop, 'open-gop=0:radl=2') });
    case 'HDR10': {
      const light = `hdr10=1:repeat-headers=1:open-gop=0:master-display=${screen}:max-cll=1000,400`;
      const colour = { primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020nc', range: 'tv' } as const;
      return makeFootage({ ...base, ...x265(gop, light), colour, pixelFormat: 'yuv420p10le' });
    }
    case 'Display P3':
      return makeFootage({ ...base, colour: { primaries: 'smpte432', transfer: 'bt709', matrix: 'bt709' } });
    default:
      return kind satisfies never;
  }
}

/**
 * One or two cameras that hide pictures, change them in mid-file or store them in colours of their own, and clips
 * anywhere in them.
 */
export async function randomOdd(seed: number): Promise<RandomExport> {
  const dice = new Dice(seed);
  const drawn = Array.from({ length: dice.whole(1, 2) }, () => dice.pick(KINDS));
  // Beside cameras of another kind it would be tone-mapped, and too dark and too pale for the codes of these pictures.
  const kinds = drawn.includes('HDR10') ? drawn.map(() => 'HDR10' as const) : drawn;
  const sources: Footage[] = [];
  for (const [i, kind] of kinds.entries()) {
    const base: FootageSpec = {
      ...{ camera: 40 + 4 * i, frames: 180, rate, size, audio: false },
      ...{ gop: dice.pick([10, 25, 50]), bFrames: dice.whole(0, 3) },
    };
    sources.push(await filmOf(kind, dice, base));
  }
  const clips = Array.from({ length: dice.whole(1, 5) }, (): JudgedClip => {
    const source = dice.whole(0, sources.length - 1);
    const length = lengthOf(sources[source] as Footage);
    const from = dice.real(0, length * 0.7);
    const to = Math.min(length, from + dice.real(0.1, length));
    return { source, inSeconds: micro(from), outSeconds: micro(to), withSound: false };
  });
  const edit: JudgedEdit = { rate, ...size, includeAudio: false, sources, clips };
  const codec = dice.isLucky(0.6) || kinds.includes('HDR10') ? 'copy' : 'h264';
  const words = `${codec}: ${kinds.join(', ')} | ${wordsOf(clips)}`;
  return { work: { edit, codec, id: `odd-${seed}` }, words };
}
