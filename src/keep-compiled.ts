// Loaded before the program (node --import): what Node compiles is kept, so that later starts and further instances are
// spared it. Where the folder cannot be written, nothing is kept and nothing else changes.
import { enableCompileCache } from "node:module";
import path from "node:path";

enableCompileCache(path.join(import.meta.dirname, "../node_modules/.cache/quartermaster"));
