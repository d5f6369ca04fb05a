import { appendFile, copyFile } from 'node:fs/promises';
import { makeFootage } from '../../media/footage/make-footage.ts';

const headBytes = 8;

/** A camera's file of more than so many bytes: most of it is a box that every reader of MP4 passes over. */
export async function makeLargeFootage(path: string, bytes: number): Promise<string> {
  const { path: camera } = await makeFootage({ camera: 0, frames: 90, rate: { num: 30, den: 1 }, gop: 30 });
  await copyFile(camera, path);
  const box = Buffer.alloc(bytes, 0x55);
  box.writeUInt32BE(bytes, 0);
  box.write('free', 4);
  await appendFile(path, box);
  return path;
}

/** The same, broken off before its end. */
export function brokenOff(footage: Buffer): Buffer {
  return footage.subarray(0, footage.length - headBytes);
}
