import { open } from 'node:fs/promises';
import { HEVC, isPictureNal, nalUnits, type NalFraming } from '../../../src/mp4/read/nal.ts';
import type { SampleTable } from '../../../src/mp4/read/sample-table.ts';

export interface Samples {
  readonly path: string;
  readonly table: Pick<SampleTable, 'count' | 'offset' | 'size'>;
  readonly framing: NalFraming;
}

/** The type of the first picture NAL unit of each sample; throws where one has none. */
export async function readNalTypes({ path, table, framing }: Samples): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const types = new Uint8Array(table.count);
    for (let sample = 0; sample < table.count; sample += 1) {
      const bytes = new Uint8Array(table.size[sample] ?? 0);
      await file.read(bytes, 0, bytes.length, table.offset[sample]);
      const picture = nalUnits(bytes, framing).units.find(({ type }) => isPictureNal(framing.codec, type));
      if (!picture) throw new Error(`Sample ${sample} of ${path} has no picture`);
      types[sample] = picture.type;
    }
    return types;
  } finally {
    await file.close();
  }
}

/** HEVC pictures that precede a CRA in presentation and need what was before it. */
export function isRasl(type: number): boolean {
  return type === HEVC.raslN || type === HEVC.raslR;
}
