import { findTool } from '../../host/find-tool.ts';
import { packagedTools } from '../../host/missing-tool.ts';
import type { ProgramFact } from '../checks/programs.ts';

/** Every program of the package table that goldpane itself runs, and whether it is here. */
export function programFacts(): readonly ProgramFact[] {
  return packagedTools()
    .filter(({ for: purpose }) => purpose !== 'test')
    .map((tool) => ({ ...tool, isThere: findTool(tool.name) !== undefined }));
}
