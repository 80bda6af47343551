import { spawn } from "node:child_process";
import { join } from "node:path";

/** The usual pipeline: Debian's pandoc for DOCX and ODT, LibreOffice for PDF, from the HTML that our renderer makes. */

function run(command: string, options: readonly string[], folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Their warnings about pictures are not ours to judge.
    const child = spawn(command, options, { cwd: folder, stdio: "ignore" });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${command} stopte met code ${code}`))));
  });
}

export const htmlName = (index: number): string => `stuk-${index}.html`;

const pandocRuns = (index: number, folder: string) =>
  ["docx", "odt"].map(
    (format) => () =>
      run("pandoc", ["-f", "html", "-t", format, htmlName(index), "-o", `stuk-${index}.${format}`], folder),
  );

/** One headless run for all PDFs, with a profile of its own so that a LibreOffice of the user is left alone. */
const officeRun = (indexes: readonly number[], folder: string) => () =>
  run(
    "soffice",
    [
      `-env:UserInstallation=file://${join(folder, "profiel")}`,
      "--headless",
      "--convert-to",
      "pdf",
      "--outdir",
      folder,
      ...indexes.map(htmlName),
    ],
    folder,
  );

/** One program after the other, as a script would. */
export async function runPipeline(folder: string, indexes: readonly number[]): Promise<void> {
  for (const work of indexes.flatMap((index) => pandocRuns(index, folder))) await work();
  await officeRun(indexes, folder)();
}

/** As `make -j2` would: two programs at a time, the longest first. */
export async function runPipelineOnTwoCores(folder: string, indexes: readonly number[]): Promise<void> {
  const queue = [officeRun(indexes, folder), ...indexes.flatMap((index) => pandocRuns(index, folder))];
  const worker = async (): Promise<void> => {
    for (let work = queue.shift(); work !== undefined; work = queue.shift()) await work();
  };
  await Promise.all([worker(), worker()]);
}
