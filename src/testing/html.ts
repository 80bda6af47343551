import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Search engines cut a long title off themselves; a report keeps its full name.
    "long-title": "off",
    // Preact writes void elements with a slash, which HTML allows.
    "void-style": "off",
    // A group of checkboxes shares its name, as HTML means it to.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit"] }],
  },
});

/** Problems of one page as `rule (line): message`; empty when the page is sound. */
export async function htmlProblems(html: string): Promise<string[]> {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, line, message }) => `${ruleId} (${line}): ${message}`),
  );
}
