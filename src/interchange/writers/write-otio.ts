import { toNumber } from '../../timeline/rational.ts';
import {
  lastPartOf,
  lengthsOf,
  sourceFrame,
  type ExchangeAngle,
  type ExchangeEdit,
  type WrittenEdit,
} from '../exchange-edit.ts';
import { fileUrl } from '../xml-tree.ts';

/** OpenTimelineIO: one flat track of pictures and one of sound; what angles are stands in `metadata.cutroom`. */
export function writeOtio(edit: ExchangeEdit): WrittenEdit {
  const rate = toNumber(edit.rate);
  const lengths = lengthsOf(edit);
  const time = (value: number) => ({ OTIO_SCHEMA: 'RationalTime.1', rate, value });
  const range = (start: number, length: number) => ({
    ...{ OTIO_SCHEMA: 'TimeRange.1', start_time: time(start), duration: time(length) },
  });
  const mediaOf = (index: number, { filePath, startTimecode }: ExchangeAngle) => ({
    ...{ OTIO_SCHEMA: 'ExternalReference.1', name: lastPartOf(filePath), target_url: fileUrl(filePath) },
    available_range: range(startTimecode, lengths[index] ?? 1),
    metadata: {},
  });
  const trackOf = (kind: 'Video' | 'Audio') => ({
    ...{ OTIO_SCHEMA: 'Track.1', name: kind === 'Video' ? 'V1' : 'A1', kind, source_range: null },
    children: edit.shots.map((shot) => {
      const angle = edit.angles[shot.angle];
      const length = shot.to - shot.from;
      if (!angle || (kind === 'Audio' && shot.isSilent))
        return { OTIO_SCHEMA: 'Gap.1', name: '', source_range: range(0, length), effects: [], markers: [] };
      return {
        ...{ OTIO_SCHEMA: 'Clip.2', name: angle.name, enabled: true, effects: [], markers: [] },
        source_range: range(angle.startTimecode + sourceFrame(angle, shot.from), length),
        media_references: { DEFAULT_MEDIA: mediaOf(shot.angle, angle) },
        active_media_reference_key: 'DEFAULT_MEDIA',
        metadata: { cutroom: { angle: angle.id } },
      };
    }),
    metadata: {},
  });
  const { num, den } = edit.rate;
  const timeline = {
    ...{ OTIO_SCHEMA: 'Timeline.1', name: edit.name, global_start_time: time(edit.startTimecode) },
    tracks: {
      ...{ OTIO_SCHEMA: 'Stack.1', name: 'tracks', source_range: null },
      children: [trackOf('Video'), trackOf('Audio')],
      metadata: {},
    },
    metadata: {
      cutroom: {
        ...{ version: 1, rate: `${num}/${den}`, isDropFrame: edit.isDropFrame },
        ...{ width: edit.width, height: edit.height, angles: edit.angles },
      },
    },
  };
  return {
    text: `${JSON.stringify(timeline, null, 1)}\n`,
    notes: ['OTIO knows no angles: each shot names its file.'],
  };
}
