import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Part of the unit tests that plays while the shared build is made. */
const meanwhile = 1 / 3;

/**
 * The tests with guests share one build. Its own file makes it, and the other workers play unit tests meanwhile: without
 * this they would begin with files that wait for it.
 */
export default class SharedBuildFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const build = sorted.filter(({ moduleId }) => moduleId.endsWith('/rehearsal-build.test.ts'));
    const guests = sorted.filter((file) => file.project.name === 'e2e' && !build.includes(file));
    const others = sorted.filter((file) => file.project.name !== 'e2e');
    const count = Math.ceil(others.length * meanwhile);
    return [...build, ...others.slice(0, count), ...guests, ...others.slice(count)];
  }
}
