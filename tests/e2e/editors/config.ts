import type { ConfigV1Input } from 'cutroom-client/contract';

export const config: ConfigV1Input = {
  version: 1,
  id: 'episode-12',
  sources: [{ id: 'a', name: 'Camera 1', filePath: 'camera1.mp4' }],
  segments: [{ sourceIndex: 0, startTime: 0, endTime: 12.5 }],
  output: { width: 1920, height: 1080, fps: 29.97 },
};
