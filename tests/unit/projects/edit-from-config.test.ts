import { expect, test } from 'vitest';
import { projectEditSchema } from '../../../src/contract/project.ts';
import { sampleConfig } from '../../../src/media/sample/sample-config.ts';
import { editFromConfig } from '../../../src/projects/edit-from-config.ts';

test('the sample config becomes a project of three cameras without offsets and twelve stretches', () => {
  const edit = editFromConfig(sampleConfig('sample-1', '2026-01-01T00:00:00.000Z'));
  expect(projectEditSchema.parse(edit)).toEqual(edit);
  expect(edit.name).toBe('Sample: two people talking');
  expect(edit.angles.map(({ filePath }) => filePath)).toEqual([
    'sample-1-wide.mp4',
    'sample-2-host.mp4',
    'sample-3-guest.mp4',
  ]);
  expect(edit.stretches).toHaveLength(12);
  for (const [index, stretch] of edit.stretches.slice(1).entries())
    expect(stretch.start).toBe(edit.stretches[index]?.end);
  expect(edit.rendition).toMatchObject({ codec: 'copy', width: 640, height: 360, fps: 30 });
});
