import { z } from 'zod';
import { nearestWord } from '../../../shared/nearest-word.ts';

/** What is said of a key that a schema does not know at this path. */
export function unknownKeyMessage(schema: z.ZodType, path: readonly PropertyKey[], key: string): string {
  const nearest = nearestWord(key, keysAt(schema, path));
  const meant = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return `is not a key of a config of version 2${meant}`;
}

/** The keys that a schema knows of the object at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<unknown>((part, key) => stepInto(unwrapped(part), key), schema);
  const object = unwrapped(found);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function stepInto(schema: unknown, key: PropertyKey): unknown {
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, unknown>)[key];
  return undefined;
}

/** The schema itself, without what makes it optional or gives it a default. */
function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrapped(schema.unwrap());
  return schema;
}
