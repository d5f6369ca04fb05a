/**
 * A field of `/proc/PID/stat`, by its number in proc(5), from 3 on. The name of the program, field 2, may hold blanks and
 * brackets: counted is from its last one.
 */
export function statField(stat: string, number: number): string | undefined {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[number - 3];
}

/** Of a line of `/proc/PID/limits`, such as `Max open files`; Infinity where there is none, undefined without the line. */
export function limitsOfLine(
  limits: string,
  name: string,
): { readonly soft: number; readonly hard: number } | undefined {
  const line = limits.split('\n').find((text) => text.startsWith(name));
  const [soft, hard] = line?.slice(name.length).trim().split(/\s+/) ?? [];
  if (soft === undefined || hard === undefined) return undefined;
  const numberOf = (text: string) => (text === 'unlimited' ? Infinity : Number(text));
  return { soft: numberOf(soft), hard: numberOf(hard) };
}
