/** An amount of bytes for people: `4813.0 MiB`. */
export function shownMib(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
