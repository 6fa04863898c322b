import type { Lifecycle, Release, Servicing } from '../base/catalogue.ts';

const dayMs = 86_400_000;

/**
 * How Microsoft serves an edition on the day of `today`, in words such as `ended 11 days ago`; nothing for a release
 * without dates. A day of end is the last one with updates, in UTC.
 */
export function servicingOf(
  { lifecycle }: Pick<Release, 'lifecycle'>,
  editionId: string,
  today: Date,
): Servicing | undefined {
  if (lifecycle === undefined) return undefined;
  const phases = phasesOf(lifecycle, editionId);
  const last = phases.at(-1);
  if (last === undefined) return { state: 'unknown', text: 'no end is known' };
  const present = phases.find(({ ends }) => daysFrom(today, ends) >= 0);
  if (present === undefined) {
    return { state: 'ended', ends: last.ends, text: `ended ${span(-daysFrom(today, last.ends))} ago` };
  }
  const days = daysFrom(today, present.ends);
  const text = `${present.name}ends ${days === 0 ? 'today' : `in ${span(days)}`}`;
  return { state: 'served', ends: present.ends, text };
}

type Phase = { readonly name: string; readonly ends: string };

function phasesOf({ servicing, support }: Lifecycle, editionId: string): readonly Phase[] {
  const ends = isHomeOrPro(editionId) ? servicing?.homeAndPro : servicing?.enterpriseAndEducation;
  const extended = support?.extended;
  return [
    ...(ends === undefined ? [] : [{ name: '', ends }]),
    ...(support === undefined
      ? []
      : [{ name: extended === undefined ? '' : 'mainstream support ', ends: support.mainstream }]),
    ...(extended === undefined ? [] : [{ name: 'extended support ', ends: extended }]),
  ];
}

/** Microsoft serves Home and all kinds of Pro for 24 months, all others for 36. Source: Windows lifecycle fact sheet. */
function isHomeOrPro(editionId: string): boolean {
  return /^(Core|Professional)/.test(editionId);
}

function daysFrom(today: Date, day: string): number {
  return Math.round(Date.parse(day) / dayMs) - Math.floor(today.getTime() / dayMs);
}

// What is near is counted in days: that is where a day matters.
function span(days: number): string {
  if (days <= 60) return counted(days, 'day');
  const months = Math.floor(days / 30.44);
  return months < 24 ? counted(months, 'month') : counted(Math.round(days / 365.25), 'year');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
