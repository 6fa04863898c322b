/** An element with the line it starts on. Attribute and element names keep their prefix. */
export type XmlElement = {
  readonly name: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, references resolved. */
  readonly text: string;
  readonly parent: XmlElement | undefined;
};

/** Why a text is not well-formed XML, and where. */
export class XmlProblem extends Error {
  override readonly name = 'XmlProblem';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

type OpenElement = {
  name: string;
  line: number;
  attributes: ReadonlyMap<string, string>;
  children: OpenElement[];
  text: string;
  parent: OpenElement | undefined;
};

const maxDepth = 100;
/** Answer files have some hundreds, the longest catalogue that is read like this some ten thousands. */
const maxElements = 200_000;
/** The expression below needs some stack for each. */
const maxAttributes = 100;
const maxAnswerCharacters = 1024 * 1024;

const nameText = '[A-Za-z_][A-Za-z0-9._-]*(?::[A-Za-z_][A-Za-z0-9._-]*)?';
const token = new RegExp(
  [
    '(?<comment><!--[\\s\\S]*?-->)',
    '(?<cdata><!\\[CDATA\\[[\\s\\S]*?\\]\\]>)',
    `</(?<close>${nameText})\\s*>`,
    `<(?<open>${nameText})(?<attributes>(?:\\s+${nameText}\\s*=\\s*(?:"[^"<]*"|'[^'<]*')){0,${maxAttributes}})\\s*(?<empty>/?)>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'y',
);
const attributeToken = new RegExp(`(${nameText})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g');
const noAttributes: ReadonlyMap<string, string> = new Map();
const declaration = /^\uFEFF?<\?xml\s[^?<>]*\?>/;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

/**
 * Reads a document strictly: Windows Setup passes over a file that is not well-formed without a word, and builders'
 * parsers are more forgiving. A document type, entities of its own, more than `maxCharacters` (1 Mi unless told), 200 000
 * elements, 100 levels or 100 attributes of one element are refused. Throws `XmlProblem`.
 * Source: XML 1.0 and Namespaces in XML 1.0, without processing instructions.
 */
export function readXml(source: string, maxCharacters = maxAnswerCharacters): XmlElement {
  if (source.length > maxCharacters) {
    throw new XmlProblem(`the file is larger than ${maxCharacters / 1024 / 1024} MiB`, 1);
  }
  const reader = new Reader(source);
  return reader.document();
}

class Reader {
  readonly #source: string;
  #line = 1;
  #current: OpenElement | undefined;
  #root: OpenElement | undefined;
  #depth = 0;
  #count = 0;

  constructor(source: string) {
    this.#source = source;
  }

  document(): XmlElement {
    const start = declaration.exec(this.#source)?.[0].length ?? 0;
    this.#countLines(this.#source.slice(0, start));
    token.lastIndex = start;
    while (token.lastIndex < this.#source.length) {
      const at = token.lastIndex;
      const match = token.exec(this.#source);
      if (!match) throw this.#problem(this.#describe(this.#source.slice(at, at + 9)));
      this.#take(match);
      this.#countLines(match[0]);
    }
    if (this.#current) throw this.#problem(`<${this.#current.name}> is never closed`);
    if (!this.#root) throw this.#problem('there is no element');
    return this.#root;
  }

  #take(match: RegExpExecArray): void {
    const { comment, cdata, close, open, attributes, empty, text } = match.groups ?? {};
    if (open !== undefined) this.#open(open, attributes ?? '', empty === '/');
    else if (close !== undefined) this.#close(close);
    else if (cdata !== undefined) this.#addText(cdata.slice(9, -3), false);
    else if (text !== undefined) this.#addText(text, true);
    else if (comment?.slice(4, -3).includes('--')) throw this.#problem('two hyphens inside a comment');
  }

  #open(name: string, attributeText: string, isEmpty: boolean): void {
    if (!this.#current && this.#root) throw this.#problem(`a second root element <${name}>`);
    this.#depth += 1;
    this.#count += 1;
    if (this.#count > maxElements) throw this.#problem(`there are more than ${maxElements} elements`);
    if (this.#depth > maxDepth) throw this.#problem(`elements are nested deeper than ${maxDepth} levels`);
    const attributes = this.#attributes(attributeText);
    const element: OpenElement = { name, line: this.#line, attributes, children: [], text: '', parent: this.#current };
    this.#current?.children.push(element);
    this.#root ??= element;
    this.#current = element;
    for (const key of [name, ...attributes.keys()]) this.#checkPrefix(key, element);
    if (isEmpty) this.#close(name);
  }

  #close(name: string): void {
    if (this.#current?.name !== name) {
      throw this.#problem(`</${name}> closes ${this.#current ? `<${this.#current.name}>` : 'nothing'}`);
    }
    this.#current = this.#current.parent;
    this.#depth -= 1;
  }

  #addText(text: string, hasReferences: boolean): void {
    if (this.#current) this.#current.text += this.#checked(hasReferences ? this.#resolve(text) : text);
    else if (text.trim() !== '') throw this.#problem('text outside the root element');
  }

  #attributes(text: string): ReadonlyMap<string, string> {
    if (text === '') return noAttributes;
    const attributes = new Map<string, string>();
    for (const [, name = '', double, single] of text.matchAll(attributeToken)) {
      if (attributes.has(name)) throw this.#problem(`attribute ${name} is given twice`);
      attributes.set(name, this.#checked(this.#resolve(double ?? single ?? '')));
    }
    return attributes;
  }

  #resolve(text: string): string {
    return text.replaceAll(/&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([A-Za-z]+));|&/g, (found, hex, decimal, name) => {
      if (hex || decimal) {
        const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
        if (code <= 0x10ffff) return String.fromCodePoint(code);
      }
      const known = name && Object.hasOwn(entities, name) ? entities[name] : undefined;
      if (known === undefined) throw this.#problem(`${found} is not a reference that XML knows`);
      return known;
    });
  }

  #checked(text: string): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(text)) {
      throw this.#problem('a character that XML forbids');
    }
    return text;
  }

  #checkPrefix(name: string, element: OpenElement): void {
    const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : '';
    if (prefix === '' || prefix === 'xml' || prefix === 'xmlns') return;
    for (let at: OpenElement | undefined = element; at; at = at.parent) {
      if (at.attributes.has(`xmlns:${prefix}`)) return;
    }
    throw this.#problem(`the prefix of ${name} is not declared`);
  }

  #describe(here: string): string {
    if (here.startsWith('<!DOCTYPE')) return 'a document type is not taken';
    return `not well-formed at ${JSON.stringify(here)}`;
  }

  #countLines(text: string): void {
    for (const character of text) if (character === '\n') this.#line += 1;
  }

  #problem(message: string): XmlProblem {
    return new XmlProblem(message, this.#line);
  }
}
