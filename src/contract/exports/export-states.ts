/** The states of an export. Nothing leaves a final state except by `retry`. */
export const exportStates = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type ExportState = (typeof exportStates)[number];

export const stages = [
  'queued',
  'probing',
  'planning',
  'rendering',
  'muxing',
  'verifying',
  'publishing',
] as const;
export type Stage = (typeof stages)[number];

export function isFinal(state: ExportState): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}
