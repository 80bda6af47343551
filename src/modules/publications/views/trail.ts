import { messages } from "../messages.nl.ts";

/** Where every page of this module hangs. */
export const dossiersTrail = [{ href: "/dossiers", label: messages.title }];
