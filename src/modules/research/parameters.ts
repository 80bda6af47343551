import type { TemplateInfo } from "../../engine/index.ts";
import { DomainError } from "../../platform/errors.ts";
import { messages } from "./messages.nl.ts";

/**
 * The settings of a question, between a form and a template. A form knows text only: one number, a row of numbers with
 * commas, or rules as "meldingen/partners". What a field is follows from its default.
 */
type Rule = { readonly reports: number; readonly partners: number };
const isRule = (value: unknown): value is Rule => typeof value === "object" && value !== null && "reports" in value;

/** How a value stands in a form: 3, "6, 29, 89", "1/1, 2/1". */
export function parameterText(value: unknown): string {
  if (Array.isArray(value)) return value.map(parameterText).join(", ");
  if (isRule(value)) return `${value.reports}/${value.partners}`;
  return String(value ?? "").replace(".", ",");
}

const number = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", ".")));

function rule(text: string): Rule {
  const [reports = "", partners = ""] = text.split("/");
  return { reports: number(reports), partners: number(partners) };
}

const parts = (text: string): string[] => text.split(/[,;]/).filter((part) => part.trim() !== "");

function parameterValue(text: string, example: unknown): unknown {
  if (Array.isArray(example)) return parts(text).map((part) => (isRule(example[0]) ? rule(part) : number(part)));
  return typeof example === "number" ? number(text) : text.trim();
}

/** Reads the settings of a form. @throws DomainError invalid_input when the template does not take them. */
export function readParameters(template: TemplateInfo, textOf: (name: string) => string): Record<string, unknown> {
  const raw = Object.fromEntries(
    template.fields.map(({ name }) => [name, parameterValue(textOf(name), template.defaults[name])]),
  );
  const parsed = template.parameters.safeParse({ ...template.defaults, ...raw });
  if (!parsed.success) throw new DomainError("invalid_input", messages.errors.parameterWrong);
  return parsed.data as Record<string, unknown>;
}
