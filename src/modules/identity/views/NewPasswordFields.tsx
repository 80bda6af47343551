import { Field } from "../../../ui/Field.tsx";
import type { FieldErrors } from "../input.ts";
import { messages } from "../messages.nl.ts";

/** The same password twice; what was typed is never sent back. */
export function NewPasswordFields({ errors, required }: { errors: FieldErrors; required: boolean }) {
  const shared = { type: "password", autocomplete: "new-password", value: "", required } as const;
  return (
    <>
      <Field
        {...shared}
        name="password"
        label={messages.fields.newPassword}
        hint={messages.hints.password}
        error={errors.password}
      />
      <Field {...shared} name="repeat" label={messages.fields.repeat} error={errors.repeat} />
    </>
  );
}
