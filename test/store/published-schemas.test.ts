import { expect, test } from 'vitest';
import * as z from 'zod';
import { ManifestRecord, manifestSchema } from '../../src/store/manifest-record.ts';
import { EventShape, eventShapeIsTheType } from './schemas/event-shape.ts';
import { PlanShape, planShapeIsTheType } from './schemas/plan-shape.ts';

const published = [
  { name: 'manifest', title: manifestSchema, shape: ManifestRecord },
  { name: 'event', title: 'goldpane/event/1: one line of events.jsonl', shape: EventShape },
  { name: 'plan', title: 'goldpane/plan/1', shape: PlanShape },
];

// `vitest run test/store -u` writes them anew.
test.for(published)('the published schema of $name says what the code says', async ({ name, title, shape }) => {
  // As input: readers ignore fields that they do not know, so the schema forbids none.
  const schema = z.toJSONSchema(shape.meta({ title }), { io: 'input' });

  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../../docs/schemas/${name}.schema.json`);
});

test('the schemas of event and plan are the types in base', () => {
  // The compiler checks it: the constants fit no other value.
  expect([eventShapeIsTheType, planShapeIsTheType]).toEqual([true, true]);
});
