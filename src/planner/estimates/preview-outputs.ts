import { onlyOutput } from '../../contract/exports/export-request.ts';
import type { OutputPlan, PlanPreview } from '../../contract/exports/plan-preview.ts';

/** The plans of all outputs as the outside sees them. There is at least one. */
export function previewOutputs(outputs: readonly OutputPlan[]): PlanPreview {
  const [first] = outputs;
  if (!first) throw new RangeError('An export without outputs has no plan');
  const { id: _id, kind: _kind, file: _file, ...plan } = first;
  const sum = (of: (output: OutputPlan) => number) =>
    outputs.reduce((total, output) => total + of(output), 0);
  return {
    ...plan,
    estimatedSeconds: sum(({ estimatedSeconds }) => estimatedSeconds),
    peakDiskBytes: sum(({ peakDiskBytes }) => peakDiskBytes),
    warnings: unique(outputs.flatMap(({ warnings }) => warnings)),
    // A config of version 1 has named no outputs: all there is to say of its one stands beside it.
    ...((outputs.length > 1 || first.id !== onlyOutput) && { outputs: [...outputs] }),
  };
}

/** Outputs of one edit warn of the same things. */
function unique(warnings: PlanPreview['warnings']): PlanPreview['warnings'] {
  const seen = new Map(warnings.map((warning) => [`${warning.code} ${warning.message}`, warning]));
  return [...seen.values()];
}
