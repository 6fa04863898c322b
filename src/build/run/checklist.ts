import type { Event } from '../../base/events.ts';

/** What was proven in a run, a line each. */
export type Checklist = {
  readonly schema: 'goldpane/checklist/1';
  readonly checks: readonly { readonly check: string; readonly passed: boolean; readonly found: string }[];
};

/** What is known of one layer that was made in this run. */
type LayerTrace = { marker: boolean; end: string };

/** Derives a run's checklist from its events. A layer that was cached proved nothing in this run and is left out. */
export async function checklistOf(events: AsyncIterable<Event> | Iterable<Event>): Promise<Checklist> {
  const layers = new Map<string, LayerTrace>();
  const facts = new Map<string, unknown>();
  let current: LayerTrace = { marker: false, end: 'nothing' };
  for await (const event of events) {
    if (event.kind === 'boot.started') {
      current = layers.get(event.layer) ?? { marker: false, end: 'nothing' };
      layers.set(event.layer, current);
    }
    if (event.kind === 'boot.finished') current.end = event.end.reason;
    if (event.kind !== 'guest.message') continue;
    const { message } = event;
    if (message.kind === 'ready' || message.kind === 'done') current.marker = true;
    if (message.kind === 'fact') facts.set(message.name, message.value);
  }
  const perLayer = [...layers].flatMap(([name, { marker, end }]) => [
    line(`layer ${name}: success marker with the nonce of its boot`, marker, marker ? 'heard' : 'not heard'),
    line(`layer ${name}: ended by a shutdown of the guest`, end === 'shutdown', end),
  ]);
  return {
    schema: 'goldpane/checklist/1',
    checks: [...perLayer, ...(layers.size === 0 ? [] : guestLines(facts))],
  };
}

function guestLines(facts: ReadonlyMap<string, unknown>): Checklist['checks'] {
  const secureBoot = facts.get('secureBoot');
  const tpm = facts.get('tpm');
  return [
    line('the guest reports Secure Boot', secureBoot === true, String(secureBoot ?? 'nothing')),
    line('the guest reports a TPM 2.0', tpm === '2.0', String(tpm ?? 'nothing')),
  ];
}

function line(check: string, passed: boolean, found: string): Checklist['checks'][number] {
  return { check, passed, found };
}
