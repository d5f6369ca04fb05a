import { makeMovie } from './make-movie.ts';
import { makeSound } from './make-sound.ts';
import { makeStill } from './make-still.ts';
import type { MadeOutput, OutputWork } from './output-work.ts';

/** Makes one output of an export, whatever kind it is, and checks it. */
export async function makeOutput(work: OutputWork): Promise<MadeOutput> {
  const { request } = work;
  switch (request.kind) {
    case 'movie':
      return makeMovie(work);
    case 'still':
      return makeStill(work, request);
    case 'sound':
      return makeSound(work, request);
    default:
      return request satisfies never;
  }
}
