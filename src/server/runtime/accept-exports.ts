import type { Runtime } from '../../api/runtime.ts';
import { outputsOf, submissionOf } from '../../contract/exports/export-request.ts';
import type { RunningExports } from '../../jobs/operations/create-exports.ts';
import { isFinal } from '../../contract/exports/status.ts';
import type { Webhooks } from '../../webhooks/ports.ts';
import type { RuntimeParts } from './runtime-parts.ts';
import { waitingIn } from './keep-space.ts';

interface Accepting extends Pick<RuntimeParts, 'admit' | 'keepIfTaken'> {
  readonly webhooks: Pick<Webhooks, 'addForExport' | 'removeForExport'>;
}

/** Checks an export and takes it. A webhook of its own is there before anything happens to it, and goes if it is refused. */
export function acceptingExports(
  exports: RunningExports,
  { admit, keepIfTaken, webhooks }: Accepting,
): Runtime['accept'] {
  return async (config, wish) => {
    const { id } = config;
    const { priority, webhook } = submissionOf(config);
    const isNew = exports.get(id) === undefined;
    const admitted = isNew ? await admit(config) : undefined;
    if (isNew && webhook) await webhooks.addForExport({ jobId: id, url: webhook.url, owner: wish?.owner });
    try {
      return await keepIfTaken(waitingIn(exports, id), () =>
        exports.create(config, { priority, ...wish, ...admitted }),
      );
    } catch (error) {
      if (isNew && webhook && exports.get(id) === undefined)
        await webhooks.removeForExport(id).catch(() => undefined);
      throw error;
    }
  };
}

/** Checks one more output of an export as `accept` checks a whole one, and takes it. */
export function addingOutputs(
  exports: RunningExports,
  { admit, keepIfTaken }: Pick<RuntimeParts, 'admit' | 'keepIfTaken'>,
): Runtime['addOutput'] {
  return async (jobId, output) => {
    const config = await exports.configWith(jobId, output);
    const added = outputsOf(config).at(-1)?.id ?? '';
    if (isFinal(exports.get(jobId)?.status ?? 'pending')) await admit(config, [added]);
    return keepIfTaken(waitingIn(exports, jobId), () => exports.addOutput(config));
  };
}
