import { checkAnswerFile } from '../../api.ts';
import type { Action } from '../command-spec.ts';
import { countFindings, requireNoFindings } from '../findings.ts';

/** `check answer-file`: every mistake in anyone's answer file. */
export const checkAnswerFileAction: Action = async ([file = ''], context) => {
  const { recipe, release, allowPath: allowPaths, failOn = 'warning', json, sarif } = context.options;
  const checked = await checkAnswerFile(file, { recipe, release, allowPaths });
  const { findings } = checked;
  if (json) context.jsonLine({ kind: 'answer-file.checked', ...checked });
  else if (sarif) {
    const { sarifLog } = await import('../render/sarif.ts');
    context.jsonLine(await sarifLog(checked));
  } else {
    const lines = findings.flatMap(({ id, severity, line, path, found, why, remedy }) => [
      `${file}:${line}: ${severity} ${id}: ${found}`,
      ...(path === '' ? [] : [`  at     ${path}`]),
      `  why    ${why}`,
      `  to do  ${remedy}`,
    ]);
    context.result(checked, () => [...lines, `${file}: ${countFindings(findings)} found`].join('\n'));
  }
  requireNoFindings(file, findings, failOn);
};
