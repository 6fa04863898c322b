/** A text that must not be shown: every way of printing it gives `***`; only `reveal()` gives the text. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    if (text === '') throw new TypeError('a secret cannot be empty');
    this.#text = text;
  }

  /** The text itself. Call it only where it goes into the guest or into a 0600 file. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}
