import type { IRegularForbiddenRuleType } from 'dependency-cruiser';

/** The rooms of src by floor: a room imports from the floors below it and from itself. */
export const floors: readonly (readonly string[])[] = [
  ['base'],
  ['host', 'recipe', 'unattend', 'plan', 'watch'],
  ['media', 'machine', 'store', 'user'],
  ['preflight', 'rehearsal'],
  ['build'],
  ['feed', 'vm', 'fleet', 'report', 'web'],
];

/** Rooms that only compute. */
export const pureRooms: readonly string[] = ['base', 'recipe', 'unattend', 'plan', 'watch'];

const pureImports = '(node:)?crypto$|node_modules/(zod|yaml|xmlbuilder2)/';

/** What starts processes, opens sockets, holds locks or asks the machine for its facts: host/ alone may import it. */
const hostImports =
  '^(node:)?(child_process|cluster|dgram|dns|http|http2|https|net|os|sqlite|tls|worker_threads)(/|$)|node_modules/(execa|got|https?-proxy-agent)/';

/** The rules of the house for a tree of rooms below `root`, such as `src`. */
export function houseRules(root: string): IRegularForbiddenRuleType[] {
  const rooms = floors.flatMap((floor, height) =>
    floor.map((room) => ({ room, below: floors.slice(0, height).flat() })),
  );
  return [
    ...rooms.map(({ room, below }) => ({
      name: `floor-of-${room}`,
      severity: 'error' as const,
      comment: `${room}/ imports from ${below.join(', ') || 'no other room'}`,
      from: { path: `^${root}/${room}/` },
      to: { path: `^${root}/`, pathNot: `^${root}/(${[room, ...below].join('|')})/` },
    })),
    forbid('face-knows-no-cli', { path: `^${root}/api\\.ts$` }, { path: `^${root}/cli/` }),
    forbid('cli-uses-the-face', { path: `^${root}/cli/` }, { path: `^${root}/`, pathNot: `^${root}/(cli/|api\\.ts$)` }),
    forbid('pure', { path: `^${root}/(${pureRooms.join('|')})/` }, { pathNot: `^${root}/|${pureImports}` }),
    forbid('host-is-the-gate', { path: `^${root}/`, pathNot: `^${root}/host/` }, { path: hostImports }),
    forbid('no-cycle', { path: `^${root}/` }, { circular: true }),
    forbid('nothing-lost', { path: `^${root}/` }, { couldNotResolve: true }),
    forbid(
      'ships-what-it-imports',
      { path: `^${root}/` },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
  ];
}

function forbid(
  name: string,
  from: IRegularForbiddenRuleType['from'],
  to: IRegularForbiddenRuleType['to'],
): IRegularForbiddenRuleType {
  return { name, severity: 'error', from, to };
}
