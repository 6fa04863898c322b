import { readFileSync } from 'node:fs';
import type { AnswerFileOptions, Skeletons } from '../../src/unattend/answer-file-options.ts';

const directory = new URL('../../unattend-templates/', import.meta.url);

/** The skeletons that are shipped. */
export const skeletons: Skeletons = {
  client: readFileSync(new URL('client.xml', directory), 'utf8'),
  server: readFileSync(new URL('server.xml', directory), 'utf8'),
};

/** The skeleton of the file for sysprep. */
export const sysprepSkeleton = readFileSync(new URL('sysprep.xml', directory), 'utf8');

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

const { productKey: _, ...withoutKey } = clientOptions;

/** Options of a plain evaluation server. */
export const serverOptions: AnswerFileOptions = { ...withoutKey, skeleton: 'server', imageIndex: 2 };

/** A file of a recipe: components of one pass, inside an answer file. */
export function fragment(pass: string, name: string, inside: string) {
  const identity = 'processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral"';
  const component = `<component name="${name}" ${identity} versionScope="nonSxS">${inside}</component>`;
  const namespaces =
    'xmlns="urn:schemas-microsoft-com:unattend" xmlns:wcm="http://schemas.microsoft.com/WMIConfig/2002/State"';
  return {
    name: 'extra.xml',
    text: `<unattend ${namespaces}><settings pass="${pass}">${component}</settings></unattend>`,
  };
}
