import type { Edition } from '../base/catalogue.ts';
import type { Finding } from '../base/findings.ts';

type Known = {
  readonly edition: Edition;
  readonly media: { readonly id: string; readonly language: string };
};
type Found = { readonly imageIndex: number; readonly language: string };

/** Where the medium is not what the catalogue says. What the medium holds goes into the answer file. */
export function mediumDifferences({ edition, media }: Known, found: Found): readonly Finding[] {
  const { id } = media;
  const remedy = `Correct the medium ${id} in the catalogue; goldpane render without the medium shows the catalogue's`;
  return [
    ...(found.imageIndex === edition.index
      ? []
      : [
          differs(
            `${id}: images`,
            `${edition.name} is image ${found.imageIndex}, and the catalogue says ${edition.index}`,
            remedy,
          ),
        ]),
    ...(found.language.toLowerCase() === media.language.toLowerCase()
      ? []
      : [
          differs(
            `${id}: language`,
            `Setup speaks ${found.language}, and the catalogue says ${media.language}`,
            remedy,
          ),
        ]),
  ];
}

function differs(where: string, found: string, remedy: string): Finding {
  const why = 'the answer file of this build differs from the one that is rendered without the medium';
  return { id: 'GP-MEDIA-DIFFERS', severity: 'warning', where, found, why, remedy };
}
