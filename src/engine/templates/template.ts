import type { z } from "zod";

export interface DescribedParameter {
  readonly name: string;
  /** Dutch. */
  readonly label: string;
  readonly help: string;
}

/** What others may know of a template. */
export interface TemplateInfo {
  readonly name: string;
  readonly version: number;
  /** Dutch. */
  readonly title: string;
  readonly description: string;
  readonly parameters: z.ZodType;
  readonly fields: readonly DescribedParameter[];
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The question with its parameters filled in, as one Dutch sentence. Throws a ZodError on wrong parameters. */
  describe(parameters: unknown): string;
  readonly sqlHash: string;
}
