/** How recipes and catalogues are read. Whoever calls gives the one that reads the host's files. */
export type RecipeReader = {
  /** The text of a UTF-8 file. */
  readonly readText: (path: string) => Promise<string>;
  /** The path without symbolic links; rejects when nothing is there. */
  readonly realpath: (path: string) => Promise<string>;
  /** Whether a regular file is at `path`, symbolic links followed. */
  readonly exists: (path: string) => Promise<boolean>;
  /** Names in a directory, sorted; none when it is missing. */
  readonly listDirectory: (path: string) => Promise<readonly string[]>;
};
