/** An address as it may be shown and written down: without a name and a password for its server. */
export function shownAddress(address: string): string {
  return address.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');
}

/** Where a redirect leads, without its query, which often holds a signature. */
export function shownRedirect(address: string): string {
  return shownAddress(address).replace(/\?.*$/, '?…');
}
