import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server on this host's loopback that no guest may reach. */
export type Canary = AsyncDisposable & {
  readonly port: number;
  /** Who came, by what they asked for. */
  readonly visits: readonly string[];
};

/** Starts the server on 127.0.0.1. */
export async function startCanary(): Promise<Canary> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end('canary\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dispose = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port, visits, [Symbol.asyncDispose]: dispose };
}

/**
 * Scripts of a step that looks for the canary from inside the guest: at the gateway, where passt and slirp put the
 * host's loopback when they are let, at slirp's own address of it, and at the guest's own address.
 */
export const lookForCanary = {
  'look-for-canary.ps1': 'throw "The rehearsal runs the twin"\r\n',
  'look-for-canary.sh': `# look-for-canary.sh -Port PORT -From NAME
for _ in $(seq 100); do
  address=$(ip -4 addr show scope global | awk '$1 == "inet" { sub("/.*", "", $2); print $2 }')
  [ -z "$address" ] || break
  sleep 0.1
done
gateway=$(ip route | awk '$1 == "default" { print $3 }')
echo "address $address, gateway \${gateway:-none}"
for host in $gateway 10.0.2.2 $address; do
  if timeout 3 wget -q -O /dev/null "http://$host:$2/$4"; then echo "canary reached at $host"; fi
done
echo "looked for the canary"
`,
} as const;

/** The step of a recipe that lies beside these scripts. */
export function canaryStep({ port }: Canary, from: string) {
  return { name: 'look-for-canary', script: 'look-for-canary.ps1', args: ['-Port', String(port), '-From', from] };
}
