import type { Rendition } from '../contract/project.ts';

/** What a new project exports until somebody says otherwise: smart render, at the size most cameras have. */
export const defaultRendition: Rendition = {
  format: 'mp4',
  codec: 'copy',
  width: 1920,
  height: 1080,
  fps: 30,
  includeAudio: true,
};
