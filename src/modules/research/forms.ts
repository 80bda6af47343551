import type { z } from "zod";
import { type AppContext, formBody } from "../../platform/http.ts";
import type { Returned } from "./views/parts.tsx";

type Body = Record<string, string | string[]>;

/**
 * Reads one of the several forms of a page: its fields carry the name of the form in front, hidden ones do not. Gives
 * the parsed input, or the form as it must be shown again.
 */
export async function readForm<Schema extends z.ZodType>(
  c: AppContext,
  form: string,
  schema: Schema,
): Promise<{ ok: true; input: z.infer<Schema>; body: Body } | { ok: false; returned: Returned; body: Body }> {
  const body = await formBody(c);
  const values: Body = {};
  for (const [name, value] of Object.entries(body))
    values[name.startsWith(`${form}-`) ? name.slice(form.length + 1) : name] = value;
  const parsed = schema.safeParse(values);
  if (parsed.success) return { ok: true, input: parsed.data, body: values };
  const errors: Record<string, string[]> = {};
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0] ?? "");
    errors[name] = [...(errors[name] ?? []), message];
  }
  return { ok: false, returned: { form, values, errors }, body: values };
}

/** A refusal of a command, as an error of one field of the form. */
export const returnedWith = (form: string, values: Body, field: string, message: string): Returned => ({
  form,
  values,
  errors: { [field]: [message] },
});
