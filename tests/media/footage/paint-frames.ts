import { codeBits, frameCode, GRID, LUMA } from '../oracle/frame-code.ts';

/** The frames that are painted here and enlarged by the encoder's own ffmpeg: tiny, so they cost nothing. */
export const PAINTED = { width: 64, height: 48 } as const;
const LUMA_BYTES = PAINTED.width * PAINTED.height;
const CHROMA_BYTES = LUMA_BYTES / 4;
export const PAINTED_BYTES = LUMA_BYTES + 2 * CHROMA_BYTES;
const BLOCK = PAINTED.width / GRID.columns;
const BATCH = 64;

/** One long row of soft random luma; rows of texture are windows into it that move from frame to frame. */
function textureRow(camera: number): Uint8Array {
  let state = (camera + 1) * 2654435761;
  let luma = 128;
  return Uint8Array.from({ length: 1024 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    luma += ((state >>> 24) - luma) * 0.5;
    return 64 + luma / 2;
  });
}

function paintCode(frame: Uint8Array, code: number): void {
  codeBits(code).forEach((bit, block) => {
    const row = Math.floor(block / GRID.columns) * BLOCK * PAINTED.width;
    const from = row + (block % GRID.columns) * BLOCK;
    frame.fill(bit === 1 ? LUMA.one : LUMA.zero, from, from + BLOCK);
  });
  for (let blockRow = 0; blockRow < GRID.codeRows; blockRow += 1) {
    const from = blockRow * BLOCK * PAINTED.width;
    for (let line = 1; line < BLOCK; line += 1) {
      frame.copyWithin(from + line * PAINTED.width, from, from + PAINTED.width);
    }
  }
}

function paintTexture(frame: Uint8Array, texture: Uint8Array, index: number): void {
  for (let y = GRID.codeRows * BLOCK; y < PAINTED.height; y += 1) {
    const shift = (y * 53 + index * (1 + ((y >> 3) & 1))) % (texture.length - PAINTED.width);
    frame.set(texture.subarray(shift, shift + PAINTED.width), y * PAINTED.width);
  }
}

/** Raw planar 4:2:0 frames of one camera with the given indices; every camera has a tint of its own. */
export function* paintFrames(camera: number, indices: readonly number[]): Generator<Uint8Array> {
  const texture = textureRow(camera);
  for (let from = 0; from < indices.length; from += BATCH) {
    const batch = indices.slice(from, from + BATCH);
    const bytes = new Uint8Array(batch.length * PAINTED_BYTES);
    batch.forEach((index, at) => {
      const frame = bytes.subarray(at * PAINTED_BYTES, (at + 1) * PAINTED_BYTES);
      paintCode(frame, frameCode(camera, index));
      paintTexture(frame, texture, index);
      frame.fill(100 + ((camera * 23) % 56), LUMA_BYTES, LUMA_BYTES + CHROMA_BYTES);
      frame.fill(100 + ((camera * 37) % 56), LUMA_BYTES + CHROMA_BYTES);
    });
    yield bytes;
  }
}
