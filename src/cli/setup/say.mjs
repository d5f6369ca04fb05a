/** Says what the set-up is doing, so that nobody wonders what a first start waits for. */
export function say(text) {
  process.stdout.write(`[setup] ${text}\n`);
}

/** Something that a person has to do; ends the set-up. */
export class SetupStop extends Error {
  /** @param lines what stands in the way and what to type, a line each */
  constructor(...lines) {
    super(lines.join('\n'));
    this.name = 'SetupStop';
  }
}
