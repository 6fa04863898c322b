import { type AnswerFinding, type CheckedAnswerFile, explainCode, type Severity } from '../../api.ts';
import { packageVersion } from '../package-version.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** A check as a SARIF log, for code scanning. Source: OASIS SARIF 2.1.0. */
export async function sarifLog({ file, findings }: CheckedAnswerFile) {
  const ids = [...new Set(findings.map(({ id }) => id))].sort();
  const rules = await Promise.all(ids.map(ruleOf));
  const driver = { name: 'goldpane', version: packageVersion(), rules };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results: findings.map((finding) => resultOf(finding, file, ids.indexOf(finding.id))) }],
  };
}

async function ruleOf(id: AnswerFinding['id']) {
  const { title, page } = await explainCode(id);
  return { id, shortDescription: { text: title }, help: { text: page, markdown: page } };
}

function resultOf({ id, severity, line, path, found, why, remedy }: AnswerFinding, file: string, ruleIndex: number) {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return {
    ruleId: id,
    ruleIndex,
    level: levels[severity],
    message: { text: `${found}. ${why}. ${remedy}.` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine: line } },
        ...(path === '' ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
      },
    ],
  };
}
