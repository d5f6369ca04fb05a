/** `takes/Camera_2.final.mp4` is `Camera 2 final` to people. */
export function nameFrom(filePath: string): string {
  const base = filePath.split('/').at(-1) ?? filePath;
  const words = base.replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/[._-]+/g, ' ');
  const name = words.trim().slice(0, 60);
  return name === '' ? base : name.charAt(0).toUpperCase() + name.slice(1);
}
