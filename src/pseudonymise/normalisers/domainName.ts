import { domainToASCII } from "node:url";

/** Lower-case A-label of a host name without a trailing dot, or null when it is none (UTS 46, RFC 1035 lengths). */
export function asciiDomain(domain: string): string | null {
  if (/[\s/?#@\\:%]/.test(domain)) return null;
  const ascii = domainToASCII(domain.replace(/\.$/, "")).toLowerCase();
  if (ascii === "" || ascii.length > 253) return null;
  const labels = ascii.split(".");
  const whole = labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  return whole ? ascii : null;
}
