import { readFileSync } from 'node:fs';
import type { AnswerFileOptions, Skeletons } from '../../src/unattend/answer-file-options.ts';

const directory = new URL('../../unattend-templates/', import.meta.url);

/** The skeletons that are shipped. */
export const skeletons: Skeletons = {
  client: readFileSync(new URL('client.xml', directory), 'utf8'),
  server: readFileSync(new URL('server.xml', directory), 'utf8'),
};

/** Options of a plain client: tests change what they are about. */
export const clientOptions: AnswerFileOptions = {
  skeleton: 'client',
  architecture: 'amd64',
  imageIndex: 6,
  productKey: 'VK7JG-NPHTM-C97JM-9MPGT-3V66T',
  mediaLanguage: 'en-US',
  language: 'en-US',
  keyboard: '0409:00000409',
  timezone: 'UTC',
  hostname: '*',
  account: { name: 'goldpane', displayName: 'goldpane' },
};
