import { type AppContext, createRouter, formBody, isDomainError } from "../../platform/http.ts";
import { acceptInvitation } from "./commands.ts";
import type { RouteParts } from "./create.ts";
import { type Invitation, isOpen } from "./identity.ts";
import { acceptInput, type FieldErrors, fieldErrors } from "./input.ts";
import { invitationByToken } from "./queries.ts";
import { page, tooMany } from "./sign-in.routes.tsx";
import { senderAddress } from "./throttle.ts";
import { AcceptedPage, ClosedInvitationPage, InvitationPage } from "./views/InvitationPages.tsx";

interface Shown {
  readonly invitation: Invitation;
  readonly organisation: string | null;
}

/** The invitation that this token opens; null when it is used, too old or unknown: the page tells no difference. */
async function openInvitation(parts: RouteParts, token: string): Promise<Shown | null> {
  return parts.handle.db.transaction().execute(async (tx) => {
    const invitation = await invitationByToken(tx, token);
    if (invitation === null || !isOpen(invitation, parts.clock.now())) return null;
    const partner = (await parts.listPartners(tx)).find(({ id }) => id === invitation.partnerId);
    return { invitation, organisation: partner?.name ?? null };
  });
}

async function show(c: AppContext, parts: RouteParts, token: string, errors: FieldErrors = {}) {
  const shown = await openInvitation(parts, token);
  if (shown === null) return page(c, <ClosedInvitationPage />, 410);
  const status = Object.keys(errors).length === 0 ? 200 : 422;
  return page(c, <InvitationPage {...shown} token={token} errors={errors} />, status);
}

async function accept(c: AppContext, parts: RouteParts, token: string) {
  const parsed = acceptInput.safeParse(await formBody(c));
  if (!parsed.success) return show(c, parts, token, fieldErrors(parsed.error));
  // Looked up first, so that an unknown token does not cost us the hashing of a password.
  if ((await openInvitation(parts, token)) === null) return page(c, <ClosedInvitationPage />, 410);
  const { password } = parsed.data;
  const hash = password === "" ? null : await parts.accounts.hashPassword(password);
  try {
    await acceptInvitation(parts.handle.db, parts.clock, token, hash);
  } catch (error) {
    if (isDomainError(error) && error.reason === "invalid_transition") return page(c, <ClosedInvitationPage />, 410);
    throw error;
  }
  return page(c, <AcceptedPage />);
}

/** Taking up an invitation. It never signs anybody in: that is done on the sign-in page afterwards. */
export function createInvitationRoutes(parts: RouteParts) {
  const guarded = async (c: AppContext, work: () => Promise<Response> | Response) => {
    const seconds = parts.throttle.token(senderAddress(c));
    return seconds > 0 ? tooMany(c, seconds) : work();
  };
  return createRouter()
    .get("/uitnodiging/:token", (c) => guarded(c, () => show(c, parts, c.req.param("token"))))
    .post("/uitnodiging/:token", (c) => guarded(c, () => accept(c, parts, c.req.param("token"))));
}
