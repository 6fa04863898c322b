import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GoldpaneError } from '../../src/base/errors.ts';
import { bypasses, type Recipe as RecipeShape } from '../../src/base/recipe.ts';
import { Secret } from '../../src/base/secret.ts';
import { chooseRelease } from '../../src/plan/choose-release.ts';
import { Recipe } from '../../src/recipe/schema.ts';
import { answerFileOptions } from '../../src/unattend/answer-file-options.ts';
import { editionTarget } from '../../src/unattend/answer-file-target.ts';
import { checkAnswerFile } from '../../src/unattend/check-answer-file.ts';
import { renderAnswerFile, renderSysprepFile } from '../../src/unattend/render-answer-file.ts';
import { builtInCatalogue } from '../recipe/built-in-files.ts';
import { skeletons, sysprepSkeleton } from './skeletons.ts';

const catalogue = builtInCatalogue();
const installable = catalogue.releases.flatMap((release) =>
  release.editions.map((edition) => ({ release: release.id, edition: edition.id })),
);

const onOff = fc.constantFrom('on', 'off');
/** Mostly words of a form that the schema takes, or nearly; some that may be special, some that are anything. */
const near = (form: RegExp, ...words: readonly string[]) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.stringMatching(form) },
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  );

/** What somebody may write into a recipe's file. */
const documents = fc.tuple(
  fc.constantFrom(...installable),
  fc.record(
    {
      language: near(/^[a-z]{2,3}(-[A-Z][a-z]{3})?-[A-Z]{2}$/, 'en-US', 'de-DE'),
      keyboard: near(/^[0-9a-f]{4}:[0-9a-f]{8}$/, 'fr-CH'),
      timezone: near(/^[A-Za-z][A-Za-z0-9 .+()-]{1,40}$/, 'UTC', 'W. Europe Standard Time'),
      hostname: near(/^[A-Za-z][A-Za-z0-9-]{0,13}[A-Za-z0-9]$/, '*', '12345', 'GOLDPANE'),
      account: fc.record({
        name: near(/^[A-Za-z][A-Za-z0-9._-]{0,20}$/, 'Guest', 'None', 'krbtgt', 'Local', 'HelpAssistant', 'builder'),
        displayName: near(/^.{1,64}$/, '<b>&amp;</b>', ']]>', '{{GOLDPANE_PASSWORD}}'),
      }),
      features: fc.record({ rdp: onOff, firewall: onOff }),
      defender: fc.oneof(onOff, fc.record({ exclude: fc.array(near(/^C:\/[a-z]{1,9}$/, 'C:/work')) })),
      vbs: onOff,
      nestedVirtualisation: onOff,
      automaticRepair: onOff,
      bypass: fc.subarray([...bypasses]),
      seal: fc.constantFrom('specialized', 'generalized'),
      license: fc.constantFrom({ key: { environment: 'GOLDPANE_KEY' } }, { kmsHost: 'kms.example.com:1689' }),
    },
    { requiredKeys: [] },
  ),
);

test('every recipe that the schema and the catalogue accept renders to answer files without findings', () => {
  const password = new Secret('Abcdefgh-1234-Abcdefgh');
  let accepted = 0;
  const check = ([what, wishes]: [object, object]) => {
    const recipe = recipeOf({ ...what, ...wishes });
    const choice = recipe && choiceOf(recipe);
    if (!choice) return;
    accepted += 1;
    const options = answerFileOptions({ recipe, ...choice });
    const target = editionTarget(choice);
    for (const secrets of [undefined, { password }]) {
      expect(checkAnswerFile(renderAnswerFile(options, skeletons, secrets), { ...target, isForBuild: true })).toEqual(
        [],
      );
      expect(checkAnswerFile(renderSysprepFile(options, sysprepSkeleton, secrets), target)).toEqual([]);
    }
  };

  void fc.assert(fc.property(documents, check), { numRuns: 500 });

  expect(accepted).toBeGreaterThan(25);
});

function recipeOf(document: object): RecipeShape | undefined {
  const parsed = Recipe.safeParse(document);
  return parsed.success ? { name: 'any', ...parsed.data } : undefined;
}

function choiceOf(recipe: RecipeShape): ReturnType<typeof chooseRelease> | undefined {
  try {
    return chooseRelease(recipe, catalogue);
  } catch (error) {
    // An evaluation with a licence, an edition without medium: refused with a finding.
    if (error instanceof GoldpaneError) return undefined;
    throw error;
  }
}
