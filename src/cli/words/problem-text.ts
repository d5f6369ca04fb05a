import type { Problem } from '../../contract/problems.ts';

/** A problem for a person: the sentence, every issue of the config with its path, and what to do about it. */
export function problemText(problem: Problem): string {
  const issues = problem.issues ?? [];
  const headline = issues.length > 1 ? `The config has ${issues.length} mistakes:` : problem.message;
  const lines = [`cutroom: ${headline}`];
  if (issues.length > 1) {
    for (const { path, message } of issues) lines.push(`  ${path === '' ? message : `${path}  ${message}`}`);
  }
  if (problem.hint !== undefined) lines.push(`  → ${problem.hint}`);
  lines.push(`  (${problem.code})`);
  return lines.join('\n');
}

/** The same for a program: the one line that `--json` ends with when something went wrong before a start. */
export function problemJson({ code, message, hint, issues }: Problem): string {
  return JSON.stringify({
    error: { code, message, ...(hint === undefined ? {} : { hint }) },
    ...(issues === undefined ? {} : { issues }),
  });
}
