import type { TemplateInfo } from "./template.ts";

/** Every question that may be asked, by name. */
export const templates: Readonly<Record<string, TemplateInfo>> = {};
