import { dirname, resolve } from 'node:path/posix';
import type { RecipeReader } from '../../src/recipe/recipe-reader.ts';

/** A reader of files that exist only here. `links` maps paths to what they point to. */
export function memoryReader(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): RecipeReader {
  const directories = new Set(
    Object.keys(files).flatMap((path) => {
      const above: string[] = [];
      for (let current = dirname(path); !above.includes(current); current = dirname(current)) above.push(current);
      return above;
    }),
  );
  const follow = (path: string): string => {
    const link = Object.keys(links).find((from) => path === from || path.startsWith(`${from}/`));
    return link === undefined ? path : follow(resolve(dirname(link), links[link] ?? '') + path.slice(link.length));
  };
  const reject = (path: string): Promise<never> =>
    Promise.reject(Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' }));
  return {
    readText: (path) => {
      const text = files[follow(path)];
      return text === undefined ? reject(path) : Promise.resolve(text);
    },
    realpath: (path) => {
      const real = follow(path);
      return real in files || directories.has(real) ? Promise.resolve(real) : reject(path);
    },
    exists: (path) => Promise.resolve(follow(path) in files),
    listDirectory: (directory) =>
      Promise.resolve(
        Object.keys(files)
          .filter((path) => dirname(path) === directory)
          .map((path) => path.slice(directory.length + 1))
          .sort(),
      ),
  };
}
