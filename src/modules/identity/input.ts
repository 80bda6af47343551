import { z } from "zod";
import { ROLES } from "../../platform/actor.ts";
import { normalEmail, PASSWORD_MAX, PASSWORD_MIN } from "./identity.ts";
import { messages } from "./messages.nl.ts";

const { errors } = messages;

const email = z.string(errors.email).max(254, errors.email).transform(normalEmail).pipe(z.email(errors.email));
const name = z.string(errors.name).trim().min(1, errors.name).max(200, errors.nameLong);
const newPassword = z
  .string(errors.passwordShort)
  .min(PASSWORD_MIN, errors.passwordShort)
  .max(PASSWORD_MAX, errors.passwordLong);

export const linkInput = z.object({ email });

/** The address has a name of its own: the form stands on one page with that of the link. */
export const passwordInput = z.object({
  accountEmail: email,
  password: z.string(errors.password).min(1, errors.password).max(PASSWORD_MAX, errors.passwordLong),
});

const same = (form: { password: string; repeat: string }) => form.password === form.repeat;
const unequal = { path: ["repeat"], error: errors.repeat };

export const newPasswordInput = z
  .object({ password: newPassword, repeat: z.string(errors.repeat) })
  .refine(same, unequal);

/** Two empty fields mean: no password. */
export const acceptInput = z
  .object({ password: z.union([z.literal(""), newPassword], errors.passwordShort), repeat: z.string(errors.repeat) })
  .refine(same, unequal);

export const nameInput = z.object({ name });

const oneOrMore = (value: unknown) => (typeof value === "string" ? [value] : value);

export const invitationInput = z.object({
  name,
  email,
  partnerId: z.union([z.literal("").transform(() => null), z.uuid(errors.partner)], errors.partner),
  roles: z.preprocess(oneOrMore, z.array(z.enum(ROLES, errors.roles), errors.roles).min(1, errors.roles)),
});

/** What the command for the first person of the office gets. */
export const officeInput = z.object({ email, name });

export type FieldErrors = Readonly<Record<string, string>>;

/** The first message per field, in the order of the form. */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const found: Record<string, string> = {};
  for (const issue of error.issues) found[String(issue.path[0])] ??= issue.message;
  return found;
}

export const summaryOf = (found: FieldErrors) =>
  Object.entries(found).map(([field, message]) => ({ name: field, message }));
