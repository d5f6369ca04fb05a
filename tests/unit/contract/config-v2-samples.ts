import type { ConfigV2Input } from '../../../src/contract/config-v2/config-v2.ts';
import type { ExportRequest } from '../../../src/contract/exports/request-types.ts';
import { requestOf } from '../../../src/contract/exports/export-request.ts';
import { parseConfig } from '../../../src/contract/config/parse-config.ts';

/** A config of version 2 that uses everything there is. */
export function episodeConfig(changes: Partial<ConfigV2Input> = {}): ConfigV2Input {
  return {
    version: 2,
    id: 'episode-12',
    projectName: 'My Podcast, Episode 12',
    reference: 'crm-4711',
    sources: [
      { id: 'a1', name: 'GX010012', filePath: 'GX010012.MP4' },
      { id: 'a2', filePath: 'GX020012.MP4' },
      { id: 'b', filePath: 'cam2.mov' },
      { id: 'mic', filePath: 'recorder.wav' },
      { id: 'intro', filePath: 'intro.mp4' },
      { id: 'theme', filePath: 'theme.wav' },
      { id: 'logo', filePath: 'logo.png' },
      { id: 'subs', filePath: 'episode.srt' },
    ],
    angles: [
      { id: 'wide', name: 'Wide', files: ['a1', 'a2'], offset: -1.25, driftPpm: 12.5, pictureDelay: 0.375 },
      { id: 'close', files: ['b'], offset: 2 },
    ],
    layouts: [
      {
        id: 'both',
        tiles: [
          { angle: 'wide', x: 0, y: 0, width: 0.5, height: 1, fit: 'cover', focus: [0.4, 0.5] },
          { angle: 'close', x: 0.5, y: 0, width: 0.5, height: 1 },
        ],
      },
    ],
    shots: [
      { show: 'wide', from: 0, to: 12.5 },
      { show: 'both', from: 12.5, to: 30, transition: { kind: 'dissolve', seconds: 0.5 } },
      { source: 'intro', from: 1, to: 5 },
      { show: 'close', from: 40, to: 60 },
    ],
    sound: {
      tracks: [{ source: 'mic', offset: 3.2, driftPpm: -8, gainDb: 2, channel: 'left' }, { angle: 'close' }],
      music: [
        { source: 'theme', from: 1, to: 20, gainDb: -18, duckDb: 12, loop: true, fadeIn: 1, fadeOut: 3 },
      ],
      loudness: -16,
      truePeak: -1,
      fadeOut: 1.5,
    },
    overlays: [{ source: 'logo', from: 0, to: 3600, fade: 0.3 }],
    titles: [{ text: 'Jane Doe\nHost', style: 'lower-third', from: 4, to: 9 }],
    captions: { source: 'subs' },
    chapters: [{ time: 0, title: 'Hello' }],
    outputs: [
      { id: 'master', format: 'mp4', codec: 'copy', width: 1920, height: 1080, fps: 29.97 },
      {
        id: 'vertical',
        format: 'mp4',
        codec: 'h264',
        width: 1080,
        height: 1920,
        fps: 30,
        range: [10, 40],
        burnCaptions: true,
        frames: { wide: { focus: [0.3, 0.5] } },
      },
      { id: 'audio', format: 'm4a' },
      { id: 'poster', format: 'jpeg', at: 3.2, width: 1280 },
      { id: 'proof', preset: 'youtube-1080p' },
    ],
    ...changes,
  };
}

/** The request of a config that is right. */
export function requestFrom(config: ConfigV2Input): ExportRequest {
  const parsed = parseConfig(config);
  if (!parsed.isOk) throw new Error(JSON.stringify(parsed.problem, null, 2));
  return requestOf(parsed.config);
}
