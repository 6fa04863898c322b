import { homedir, userInfo } from 'node:os';

/** Who runs this process. */
export type CurrentUser = { readonly name: string; readonly home: string; readonly isRoot: boolean };

/** The user of this process; one without a name in a container is called by number. */
export function currentUser(): CurrentUser {
  const id = process.getuid?.() ?? 0;
  return { name: nameOf(id), home: homedir(), isRoot: id === 0 };
}

function nameOf(id: number): string {
  try {
    return userInfo().username;
  } catch {
    return String(id);
  }
}
