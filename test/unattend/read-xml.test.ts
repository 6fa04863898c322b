import { describe, expect, test } from 'vitest';
import { create } from 'xmlbuilder2';
import { readXml } from '../../src/unattend/read-xml.ts';

/** What `readXml` says about a text: its problem, or the text of the root element. */
function outcome(text: string): string {
  try {
    return readXml(text).text;
  } catch (error) {
    return `${(error as { line: number }).line}: ${(error as Error).message}`;
  }
}

describe('readXml()', () => {
  test.for([
    ['<a>x &lt;&amp;&#65;&#x42; <![CDATA[<&]]></a>', 'x <&AB <&'],
    ["<?xml version='1.0'?>\n<!-- c -->\n<a b='1' c=\"2\"/>\n", ''],
    ['<a>\n<b></a>', '2: </a> closes <b>'],
    ['</a>', '1: </a> closes nothing'],
    ['<a>', '1: <a> is never closed'],
    ['', '1: there is no element'],
    ['<a/><b/>', '1: a second root element <b>'],
    ['x<a/>', '1: text outside the root element'],
    ['<a>&foo;</a>', '1: &foo; is not a reference that XML knows'],
    ['<a>&constructor;</a>', '1: &constructor; is not a reference that XML knows'],
    ['<a>a & b</a>', '1: & is not a reference that XML knows'],
    ['<a>&#x110000;</a>', '1: &#x110000; is not a reference that XML knows'],
    ['<a>&#1;</a>', '1: a character that XML forbids'],
    ['<a>\u0007</a>', '1: a character that XML forbids'],
    ['<a b="1" b="2"/>', '1: attribute b is given twice'],
    ['<a w:b="1"/>', '1: the prefix of w:b is not declared'],
    ['<a xmlns:w="u"><w:b w:c="1"/></a>', ''],
    ['<a b=c/>', '1: not well-formed at "<a b=c/>"'],
    ['<a><!-- a -- b --></a>', '1: two hyphens inside a comment'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', '1: a document type is not taken'],
    [`${'<a>'.repeat(101)}`, '1: elements are nested deeper than 100 levels'],
    [`<a>${' '.repeat(1024 * 1024)}</a>`, '1: the file is larger than 1 MiB'],
  ] as const)('%j', ([text, expected]) => {
    expect(outcome(text)).toBe(expected);
  });

  test('keeps lines, attributes and parents', () => {
    const root = readXml('<a>\n  <b c="&gt;">t</b>\n</a>');

    const [child] = root.children;
    expect([child?.line, child?.attributes.get('c'), child?.text, child?.parent]).toEqual([2, '>', 't', root]);
  });

  test('reads a large file in milliseconds', () => {
    const text = `<a>${'<b c="d">e</b>\n'.repeat(60_000)}</a>`;

    const start = performance.now();
    readXml(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('agrees with xmlbuilder2 on what it writes', () => {
    const text = create().ele('a').txt('<&>"').up().end({ prettyPrint: true });

    expect(outcome(text)).toBe('<&>"');
  });
});
