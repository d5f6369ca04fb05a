/** Smaller ones are copied as fast as they are shared. */
const leastBytes = 16 * 1024;
const deepest = 5;

/**
 * Moves the large arrays of numbers in a value of plain objects into shared memory: they then cross between
 * threads without being copied, as often as they have to.
 */
export function shareArrays<Value>(value: Value, depth = deepest): Value {
  if (ArrayBuffer.isView(value)) return shared(value) as Value;
  if (depth === 0 || typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, shareArrays<unknown>(part, depth - 1)]);
  return Object.fromEntries(parts) as Value;
}

function shared(view: ArrayBufferView): ArrayBufferView {
  if (view.byteLength < leastBytes || view.buffer instanceof SharedArrayBuffer) return view;
  const memory = new SharedArrayBuffer(view.byteLength);
  if (view instanceof Float64Array) return copyInto(new Float64Array(memory), view);
  if (view instanceof Int32Array) return copyInto(new Int32Array(memory), view);
  if (view instanceof Uint32Array) return copyInto(new Uint32Array(memory), view);
  if (view instanceof Uint8Array) return copyInto(new Uint8Array(memory), view);
  return view;
}

function copyInto<Numbers extends { set: (from: Numbers) => void } & ArrayBufferView>(
  to: Numbers,
  from: Numbers,
): Numbers {
  to.set(from);
  return to;
}
