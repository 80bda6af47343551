import type { ComponentChildren } from "preact";

export type ButtonKind = "primary" | "secondary" | "danger";

const CLASS: Readonly<Record<ButtonKind, string>> = {
  primary: "utrecht-button utrecht-button--primary-action",
  secondary: "utrecht-button utrecht-button--secondary-action",
  danger: "utrecht-button utrecht-button--secondary-action utrecht-button--danger",
};

/** The next sensible step of a page is its one primary button. */
export function Button({
  children,
  kind = "primary",
  name,
  value,
  form,
}: {
  children: ComponentChildren;
  kind?: ButtonKind;
  name?: string;
  value?: string;
  form?: string;
}) {
  return (
    <button type="submit" class={CLASS[kind]} name={name} value={value} form={form}>
      {children}
    </button>
  );
}

export function ButtonLink({
  href,
  children,
  kind = "primary",
}: {
  href: string;
  children: ComponentChildren;
  kind?: ButtonKind;
}) {
  return (
    <a class={CLASS[kind]} href={href}>
      {children}
    </a>
  );
}

export const ButtonRow = ({ children }: { children: ComponentChildren }) => <div class="rt-button-row">{children}</div>;
