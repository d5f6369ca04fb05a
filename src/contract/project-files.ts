import { withFileNames } from './footage/recording-files.ts';
import type { Angle } from './project-angle.ts';
import type { ProjectEdit } from './project.ts';

type Named = Pick<ProjectEdit, 'angles' | 'finish'>;

/** The name of every file of the library that a project shows or plays, each once. */
export function filesOfProject(edit: Named): string[] {
  // The first file of each camera before all others: what shows a project shows those.
  const names = edit.angles.map(({ filePath }) => filePath);
  withProjectFiles(edit, (name) => {
    names.push(name);
    return name;
  });
  return [...new Set(names)];
}

/** The same project with other names for its files. */
export function withProjectFiles<Edit extends Named>(edit: Edit, rename: (filePath: string) => string): Edit {
  const renamed = <Item extends { filePath: string }>(item: Item): Item => ({
    ...item,
    filePath: rename(item.filePath),
  });
  const recorded = (one: Angle): Angle => withFileNames(one, rename);
  const { angles, finish } = edit;
  return {
    ...edit,
    angles: angles.map(recorded),
    ...(finish && {
      finish: {
        ...finish,
        recorders: finish.recorders.map(recorded),
        sound: { ...finish.sound, music: finish.sound.music.map(renamed) },
        logos: finish.logos.map(renamed),
        ...(finish.captions && { captions: renamed(finish.captions) }),
      },
    }),
  };
}
