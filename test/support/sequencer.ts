import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** Folders whose files are small and take long: begun last, they would run on alone. */
const FIRST = ["/test/crash/", "/test/fidelity/", "/test/browser/"];

const isFirst = ({ moduleId }: TestSpecification) => FIRST.some((folder) => moduleId.includes(folder));

/** What takes longest first, where nothing is known of earlier runs as well. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))];
  }
}
