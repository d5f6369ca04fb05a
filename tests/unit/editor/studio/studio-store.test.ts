import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Project } from '../../../../src/contract/project.ts';
import { cutTo, removeRange, setShotSilent } from '../../../../src/editor/studio/model/cutting.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import { nudgeAngle, renameAngle } from '../../../../src/editor/studio/model/angles.ts';
import { projectEditOf } from '../../../../src/edit/project-edit.ts';
import { createStudioStore } from '../../../../src/editor/studio/model/studio-store.ts';
import { edits } from './arbitrary-edit.ts';

function projectOf(edit: Edit): Project {
  return {
    ...projectEditOf(edit, { name: 'Episode', exportIds: [] }),
    ...{ schemaVersion: 1, id: 'p-1', revision: 1 },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
  };
}

const step = fc.tuple(fc.constantFrom('cut', 'range', 'nudge', 'name', 'silent'), fc.nat(2000), fc.nat(2));

function apply(edit: Edit, [kind, frame, camera]: [string, number, number]): Edit {
  switch (kind) {
    case 'cut':
      return cutTo(edit, frame, `cam-${camera + 1}`);
    case 'range':
      return removeRange(edit, frame, frame + 10);
    case 'nudge':
      return nudgeAngle(edit, `cam-${camera + 1}`, 1);
    case 'silent':
      return setShotSilent(edit, 0, camera > 0);
    default:
      return renameAngle(edit, `cam-${camera + 1}`, `Camera ${frame}`);
  }
}

describe('undo and redo', () => {
  it('go through every step exactly, there and back, however many there are', () => {
    fc.assert(
      fc.property(edits, fc.array(step, { maxLength: 200 }), (edit, steps) => {
        const store = createStudioStore(projectOf(edit));
        const seen = [store.getState().edit];
        for (const one of steps) {
          store.change((now) => apply(now, one));
          const now = store.getState().edit;
          if (now !== seen.at(-1)) seen.push(now);
        }
        expect(store.history.getState().pastStates.length).toBe(seen.length - 1);
        for (const past of seen.slice(0, -1).reverse()) {
          store.undo();
          expect(store.getState().edit).toBe(past);
        }
        store.undo();
        for (const next of seen.slice(1)) {
          store.redo();
          expect(store.getState().edit).toBe(next);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('a drag is one step, and a drag that was given up is none', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        const store = createStudioStore(projectOf(edit));
        const before = store.getState().edit;
        const drag = store.beginStep();
        for (const frame of [5, 9, 7]) drag.to((start) => renameAngle(start, 'cam-1', `Camera ${frame}`));
        drag.end();
        expect(store.getState().edit.angles[0]?.name).toBe('Camera 7');
        expect(store.history.getState().pastStates).toHaveLength(1);
        store.undo();
        expect(store.getState().edit).toBe(before);
        const other = store.beginStep();
        other.to((start) => renameAngle(start, 'cam-1', 'No'));
        other.cancel();
        expect(store.getState().edit).toBe(before);
        expect(store.history.getState().pastStates).toHaveLength(0);
      }),
      { numRuns: 20 },
    );
  });

  it('neither the name of the project nor its exports are undone', () => {
    fc.assert(
      fc.property(edits, (edit) => {
        const store = createStudioStore(projectOf(edit));
        store.change((now) => renameAngle(now, 'cam-1', 'Host'));
        store.rename('Another');
        store.rememberExport('e-1');
        store.undo();
        expect(store.getState()).toMatchObject({ name: 'Another', exportIds: ['e-1'] });
        expect(store.history.getState().pastStates).toHaveLength(0);
      }),
      { numRuns: 5 },
    );
  });
});
