/** What a body of JSON may be made of at most, so that building its objects takes neither memory nor time. */
export interface JsonBounds {
  /** Lists and objects inside one another. */
  readonly depth: number;
  /** Values of lists and objects, all together. */
  readonly values: number;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const isOpening = (byte: number) => byte === 0x5b || byte === 0x7b;
const isClosing = (byte: number) => byte === 0x5d || byte === 0x7d;

/** Counts what JSON is made of while it is still arriving, before anything is built of it. */
export class JsonMeter {
  readonly #bounds: JsonBounds;
  #depth = 0;
  #values = 0;
  #isInText = false;
  #isEscaped = false;

  constructor(bounds: JsonBounds) {
    this.#bounds = bounds;
  }

  /** What is wrong with the body so far, as the end of a sentence; undefined while it is within its bounds. */
  feed(bytes: Uint8Array): string | undefined {
    for (const byte of bytes) {
      if (this.#isInText) this.#readText(byte);
      else if (byte === quote) this.#isInText = true;
      else if (isOpening(byte)) {
        this.#depth++;
        this.#values++;
      } else if (isClosing(byte)) this.#depth--;
      else if (byte === comma) this.#values++;
      if (this.#depth > this.#bounds.depth) return `nests more than ${this.#bounds.depth} levels deep`;
      if (this.#values > this.#bounds.values) {
        return `holds more than ${this.#bounds.values.toLocaleString('en')} values`;
      }
    }
    return undefined;
  }

  #readText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) this.#isInText = false;
  }
}

/** The same for a text that is there already. */
export function exceeds(text: string, bounds: JsonBounds): string | undefined {
  return new JsonMeter(bounds).feed(Buffer.from(text));
}
