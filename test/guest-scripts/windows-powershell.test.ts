import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readScript } from './powershell-grammar.ts';
import known from './windows-powershell.json' with { type: 'json' };

const windows = new URL('../../guest-scripts/windows/', import.meta.url);
const names = readdirSync(windows).filter((name) => name.endsWith('.ps1'));
const commands: Readonly<Record<string, readonly string[]>> = known.commands;
const types: Readonly<Record<string, readonly string[]>> = known.types;

const textOf = (name: string) => readFileSync(new URL(name, windows), 'utf8');
const library = ['goldpane.ps1', 'step.ps1'].flatMap((name) => readScript(textOf(name)).functions);

/** What a script must not have: Windows PowerShell 5.1 would not run it, or nobody could tell what it does. */
function problems(text: string): readonly string[] {
  const script = readScript(text);
  const own = new Set([...library, ...script.functions]);
  return [
    ...script.errors,
    ...(script.kinds.has('pipeline_chain_tail') ? ['joins commands by && or ||, which came with PowerShell 7'] : []),
    ...script.types.filter((type) => !types[type]).map((type) => `names the type ${type}`),
    ...staticMembers(text)
      .filter(({ type, member }) => types[type] && !types[type].includes(member))
      .map(({ type, member }) => `${type} has no ${member}`),
    ...madeObjects(text)
      .filter((type) => !known.objects.includes(type))
      .map((type) => `makes an object ${type}`),
    ...script.commands.flatMap(({ line, name, parameters }) => {
      if (own.has(name)) return [];
      const has = commands[name];
      if (!has) return [`line ${line}: ${name} is no known command`];
      return parameters.filter((each) => !has.includes(each)).map((each) => `line ${line}: ${name} has no -${each}`);
    }),
  ];
}

function madeObjects(text: string): readonly string[] {
  return [...text.matchAll(/New-Object (?:-TypeName|-ComObject) '?([\w.[\]]+)/g)].map(([, type = '']) => type);
}

function staticMembers(text: string): readonly { readonly type: string; readonly member: string }[] {
  return [...text.matchAll(/\[([\w.]+)\]::(\w+)/g)].map(([, type = '', member = '']) => ({ type, member }));
}

const automatic = ['_', 'true', 'false', 'null', 'PSScriptRoot', 'PSCommandPath'];

/** Variables that are read and nowhere set. The played Windows lends its own to a script; the real one has none. */
function unknownVariables(text: string): readonly string[] {
  const code = text.replace(/^ *#.*$/gm, '');
  const named = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, name = '']) => name.toLowerCase());
  const set = new Set([
    ...automatic.map((name) => name.toLowerCase()),
    ...named(/\$(\w+)(?=(?:, \$\w+)* [+]?= )/g),
    ...named(/foreach \(\$(\w+) in /g),
    ...named(/^ *param\([^\n]*?\$(\w+)/gm),
    ...named(/\[[\w.[\]]+\]\$(\w+)/g),
  ]);
  return named(/(?<!`)\$\{?([a-z_]\w*)(?!\w|:\w)/gi).filter((name) => !set.has(name));
}

describe('guest scripts keep to Windows PowerShell 5.1', () => {
  test.for(names)('%s', (name) => {
    expect(problems(textOf(name))).toEqual([]);
  });

  test.for([
    { text: '$a = $b ?? 1', found: /^line 1: / },
    { text: '$a = $b ? 1 : 2', found: /^line 1: / },
    { text: '$a?.Name', found: /^line 1: / },
    { text: 'Get-Item a && Get-Item b', found: /&& or \|\|/ },
    { text: '1..3 | ForEach-Object -Parallel { $_ }', found: /ForEach-Object has no -Parallel/ },
    { text: 'iex $text', found: /iex is no known command/ },
    { text: 'Invoke-Expression $text', found: /Invoke-Expression is no known command/ },
    { text: "Invoke-WebRequest -Uri 'https://example.com/x'", found: /Invoke-WebRequest is no known command/ },
    { text: '(New-Object -TypeName Net.WebClient)', found: /makes an object Net.WebClient/ },
    { text: '[Net.WebClient]::new()', found: /names the type Net.WebClient/ },
    { text: '[Math]::Clamp(1, 2, 3)', found: /Math has no Clamp/ },
    { text: 'Get-Volume', found: /Get-Volume is no known command/ },
    { text: 'Get-ChildItem -Pat x', found: /Get-ChildItem has no -Pat/ },
    { text: 'gci x', found: /gci is no known command/ },
    { text: "Set-Content -LiteralPath 'x' -AsByteStream", found: /Set-Content has no -AsByteStream/ },
    { text: 'ConvertFrom-Json -AsHashtable', found: /ConvertFrom-Json has no -AsHashtable/ },
    { text: 'Remove-Service x', found: /Remove-Service is no known command/ },
    { text: 'Get-Content (', found: /^line 1: / },
  ])('a script with `$text` would be found', ({ text, found }) => {
    expect(problems(text).join('\n')).toMatch(found);
  });

  test.for(names)('%s: encodings are ones that mean the same in every PowerShell', (name) => {
    for (const [, encoding = ''] of textOf(name).matchAll(/-Encoding (\S+)/g))
      expect(['Ascii', 'UTF8']).toContain(encoding);
  });

  test.for(names)('%s reads no variable that it does not set', (name) => {
    expect(unknownVariables(textOf(name))).toEqual([]);
  });

  test('a variable that is nowhere set would be found', () => {
    const text = textOf('virtiofs.ps1').replace(/^ *\$path = .*\n/m, '');
    expect(unknownVariables(text)).toEqual(['path']);
  });

  test('everything that is allowed is used', () => {
    const used = new Set(
      names.map(textOf).flatMap((text) => {
        const script = readScript(text);
        return [
          ...script.commands.flatMap(({ name, parameters }) => [name, ...parameters.map((each) => `${name} -${each}`)]),
          ...script.types,
          ...staticMembers(text).map(({ type, member }) => `${type}::${member}`),
          ...madeObjects(text),
        ];
      }),
    );
    const allowed = [
      ...Object.entries(commands).flatMap(([name, has]) => [name, ...has.map((each) => `${name} -${each}`)]),
      ...Object.entries(types).flatMap(([type, has]) => [type, ...has.map((member) => `${type}::${member}`)]),
      ...known.objects,
    ];
    expect(allowed.filter((each) => !used.has(each))).toEqual([]);
  });
});
