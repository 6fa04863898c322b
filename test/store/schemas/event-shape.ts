import * as z from 'zod';
import type { Event } from '../../../src/base/events.ts';
import { GuestMessage } from '../../../src/base/guest-channel.ts';
import { stages } from '../../../src/base/stages.ts';
import type { Same } from './same-type.ts';
import { finding } from './shared-shapes.ts';

const text = z.string();
const count = z.number();
const inLayer = { layer: text };
const inBoot = { layer: text, boot: count };
const inStep = { layer: text, step: text };
const accelerator = z.enum(['kvm', 'tcg']);

function event<const Kind extends string, Shape extends z.core.$ZodShape>(kind: Kind, shape: Shape) {
  return z.object({ v: z.literal(1), seq: z.int().positive(), at: z.iso.datetime(), kind: z.literal(kind), ...shape });
}

export const EventShape = z.discriminatedUnion('kind', [
  event('run.started', { run: text, command: text, directory: text }),
  event('plan.resolved', {
    image: text,
    key: text,
    layers: z.array(z.object({ name: text, key: text, cached: z.boolean() })),
    accelerator,
  }),
  event('run.finished', {
    outcome: z.enum(['done', 'unchanged', 'failed', 'cancelled']),
    code: text.exactOptional(),
    message: text.exactOptional(),
    hint: text.exactOptional(),
    version: text.exactOptional(),
    bundle: text.exactOptional(),
  }),
  event('finding', { finding }),
  event('note', { text }),
  event('work.started', { work: text, title: text }),
  event('work.progress', { work: text, done: count, total: count, unit: z.enum(['bytes', 'files', 'percent']) }),
  event('work.finished', { work: text, detail: text.exactOptional() }),
  event('tool.ran', { command: z.array(text), durationMs: count, exitCode: count }),
  event('layer.started', { ...inLayer, key: text, resumedAtBoot: count.exactOptional() }),
  event('layer.cached', { ...inLayer, key: text }),
  event('layer.waiting', { ...inLayer, key: text, holder: text }),
  event('layer.finished', { ...inLayer, key: text }),
  event('boot.started', { ...inBoot, pid: count, command: z.array(text) }),
  event('boot.finished', {
    ...inBoot,
    end: z.object({
      reason: z.enum(['reset', 'shutdown', 'panic', 'quit', 'lost']),
      exitCode: count.nullable(),
      signal: text.nullable(),
    }),
  }),
  event('stage.entered', { ...inBoot, stage: z.enum(stages) }),
  event('guest.line', { text, partial: z.literal(true).exactOptional() }),
  event('guest.message', { message: GuestMessage }),
  event('agent.opened', {}),
  event('agent.closed', {}),
  event('shutdown.requested', {}),
  event('machine.event', { name: text, data: z.record(text, z.unknown()) }),
  event('machine.output', { text }),
  event('screen.changed', { file: text }),
  event('tick', {
    elapsedMs: count,
    cpuMs: count,
    diskReadBytes: count,
    diskWrittenBytes: count,
    cdReadBytes: count,
  }),
  event('step.started', { ...inStep, title: text }),
  event('step.output', { ...inStep, text }),
  event('step.finished', { ...inStep, exitCode: count, accepted: z.boolean() }),
]);

/** Fails to compile when `Event` in base/ and the shape part ways. */
export const eventShapeIsTheType: Same<Event, z.infer<typeof EventShape>> = true;
