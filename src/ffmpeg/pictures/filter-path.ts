/**
 * A path as the value of a filter's option. It is read twice, once as part of a graph and once as one of the options of
 * its filter, and either reading has its own signs (FFmpeg's documentation, "Notes on filtergraph escaping").
 */
export function filterPath(path: string): string {
  const asValue = path.replaceAll(/[\\':]/g, String.raw`\$&`);
  return asValue.replaceAll(/[\\'[\],;]/g, String.raw`\$&`);
}
