import { describe, expect, test } from 'vitest';
import { checkFileStart } from '../../src/media/fetch/check-file-start.ts';

const html = '<!DOCTYPE html><title>Are you a robot?</title>';
const xml = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';
const json = '{"error": "forbidden"}';

describe('checkFileStart()', () => {
  test.for([
    { file: 'tool.exe', start: html, found: 'it is a web page, not the file', reason: 'A1: a page for a program' },
    {
      file: 'tool.bin',
      start: `\ufeff \n${html}`,
      found: 'it is a web page, not the file',
      reason: 'A1: behind a mark',
    },
    { file: 'tool.bin', start: '<!-- bots --><p>', found: 'it is a web page, not the file', reason: 'A1: a comment' },
    {
      file: 'data',
      start: xml,
      found: 'it is an XML document, not the file',
      reason: 'A1: an error of object storage',
    },
    { file: 'driver.zip', start: json, found: 'it is JSON, not the file', reason: 'A1: an error of an interface' },
    { file: 'driver.zip', start: '[]', found: 'it is JSON, not the file', reason: 'A1: an empty list' },
    { file: 'settings.json', start: html, found: 'it is a web page, not the file', reason: 'A1: a page for JSON' },
    { file: 'settings.xml', start: html, found: 'it is a web page, not the file', reason: 'A1: a page for XML' },
    { file: 'settings.json', start: json, found: undefined, reason: 'JSON that is JSON' },
    { file: 'list.JSON', start: '\n[ { "a": 1 } ]', found: undefined, reason: 'a list in JSON' },
    { file: 'unattend.xml', start: xml, found: undefined, reason: 'XML that is XML' },
    { file: 'policy.admx', start: '<!-- ours --><policy/>', found: undefined, reason: 'XML by another name' },
    { file: 'page.xhtml', start: xml, found: undefined, reason: 'a page in XML' },
    { file: 'start.html', start: xml, found: undefined, reason: 'a page in XML by the usual name' },
    { file: 'start.html', start: html, found: undefined, reason: 'a page that is a page' },
    { file: 'setup.ps1', start: '<# .SYNOPSIS #>', found: undefined, reason: 'a script that begins with help' },
    { file: 'setup.ini', start: '[General]', found: undefined, reason: 'an INI file' },
    { file: 'tool.exe', start: 'MZ', found: undefined, reason: 'a program' },
    { file: 'tool.exe', start: 'PK', found: 'it is not a Windows program', reason: 'an archive for a program' },
    {
      file: 'tool.msi',
      start: 'MZ',
      found: 'it is not a Windows installer package',
      reason: 'a program for a package',
    },
    { file: 'win.iso', start: 'short', found: 'it is no ISO: it has 5 bytes', reason: 'A2: a few bytes for an ISO' },
    {
      file: 'win.iso',
      start: 'x'.repeat(17 * 2048),
      found: 'it is no ISO: it has neither ISO 9660 nor UDF',
      reason: 'A1: something for an ISO',
    },
  ])('$reason: $file', ({ file, start, found }) => {
    expect(checkFileStart({ file }, Buffer.from(start))).toBe(found);
  });
});
