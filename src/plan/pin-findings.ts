import type { DriverRelease, ReleaseMedia, Servicing } from '../base/catalogue.ts';
import type { Finding } from '../base/findings.ts';
import { recipeError } from './plan-findings.ts';

/** A warning for a medium whose digest was seen in one place only. */
export function mediaPinFindings(media: ReleaseMedia): readonly Finding[] {
  return media.confidence === 'one' ? [singleSource('media', `the medium ${media.id}`, media.hashPage)] : [];
}

/** A warning for drivers whose digest was seen in one place only. */
export function driverPinFindings(drivers: DriverRelease | undefined): readonly Finding[] {
  return drivers?.confidence === 'one' ? [singleSource('virtioWin', `virtio-win ${drivers.version}`, undefined)] : [];
}

/** A warning for an edition that gets no updates any more. */
export function servicingFindings(
  release: { readonly id: string },
  edition: { readonly id: string },
  servicing: Servicing | undefined,
): readonly Finding[] {
  if (servicing?.state !== 'ended') return [];
  return [
    {
      // The day and not its distance: a plan stays the same from one day to the next.
      ...recipeError(
        'GP-RECIPE-RELEASE',
        'release',
        `${release.id} ${edition.id} had its last day on ${servicing.ends}`,
      ),
      severity: 'warning',
      why: 'it gets no security updates any more',
      remedy: 'Build a release that is still served: goldpane list recipes',
    },
  ];
}

function singleSource(where: string, what: string, page: string | undefined): Finding {
  return {
    ...recipeError('GP-RECIPE-RELEASE', where, `the digest of ${what} was seen in one source only`),
    severity: 'warning',
    why: 'nobody else was seen to have the same file, so a wrong pin would look like a right one',
    remedy:
      page === undefined ? "Compare it with the vendor's own before you trust the image" : `Compare it with ${page}`,
  };
}
