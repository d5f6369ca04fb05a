import { z } from 'zod';
import { configV2Schema } from './config-v2.ts';

/** The JSON Schema (draft 2020-12) of a config of version 2 as a client may send it. What lies between parts it cannot say. */
export function configV2JsonSchema(): object {
  const schema = z.toJSONSchema(configV2Schema, { io: 'input' });
  return { ...schema, title: 'Cutroom export config, version 2' };
}
