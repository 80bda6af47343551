import { runChild } from "./engine/child.ts";

/** The locked child process of the research engine: takes one job on standard input, says one answer, ends. */
await runChild();
