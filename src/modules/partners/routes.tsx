import { z } from "zod";
import { asActor } from "../../platform/actor.ts";
import { requirePermission } from "../../platform/errors.ts";
import { createRouter, formBody, isDomainError, permit, renderPage, typed, uuidParam } from "../../platform/http.ts";
import { newId } from "../../platform/ids.ts";
import { listPeople } from "../identity/index.ts";
import {
  addPartner,
  addRepresentative,
  addToGroup,
  addWorkingGroup,
  editPartner,
  endRepresentative,
  removeFromGroup,
} from "./commands.ts";
import { groupInput, memberInput, partnerInput, representativeInput, submissionInput, versionInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import type { Partner } from "./partner.ts";
import { mayManagePartners } from "./permissions.ts";
import {
  coreGroupPartners,
  getGroup,
  getPartner,
  groupsOfPartner,
  listGroups,
  listPartners,
  representativesOf,
} from "./queries.ts";
import { GroupListPage, GroupPage } from "./views/GroupPages.tsx";
import { PartnerFormPage } from "./views/PartnerFormPage.tsx";
import { PartnerListPage } from "./views/PartnerListPage.tsx";
import { PartnerPage } from "./views/PartnerPage.tsx";

const FIELDS = ["name", "shortName", "kind", "category", "role", "since"] as const;

const texts = (values: Record<string, string | string[]>): Record<string, string> =>
  Object.fromEntries(FIELDS.map((name) => [name, typed(values, name)]));

const asValues = (partner: Partner): Record<string, string> =>
  Object.fromEntries(FIELDS.map((name) => [name, partner[name] ?? ""]));

const office = permit(mayManagePartners, "partners beheren");

/** Mounted at /partners. */
export const partnerRoutes = createRouter()
  .get("/", async (c) => {
    const { db, actor, frame } = c.var;
    const { partners, core } = await asActor(db, actor, async (tx) => ({
      partners: await listPartners(tx),
      core: await coreGroupPartners(tx),
    }));
    const coreGroupIds = new Set(core.map(({ id }) => id));
    return c.html(
      renderPage(
        <PartnerListPage
          frame={frame}
          partners={partners}
          coreGroupIds={coreGroupIds}
          mayManage={mayManagePartners(actor)}
        />,
      ),
    );
  })
  .get("/nieuw", (c) => {
    requirePermission(mayManagePartners(c.var.actor), "partners beheren");
    return c.html(
      renderPage(
        <PartnerFormPage
          frame={c.var.frame}
          title={messages.add}
          action="/partners"
          values={{}}
          errors={{}}
          hidden={{ submissionId: newId() }}
        />,
      ),
    );
  })
  .post("/", office, async (c) => {
    const { db, actor, frame } = c.var;
    const values = await formBody(c);
    const parsed = partnerInput.safeParse(values);
    const { submissionId } = submissionInput.parse(values);
    const again = (errors: Record<string, string[] | undefined>) =>
      c.html(
        renderPage(
          <PartnerFormPage
            frame={frame}
            title={messages.add}
            action="/partners"
            values={texts(values)}
            errors={errors}
            hidden={{ submissionId }}
          />,
        ),
        422,
      );
    if (!parsed.success) return again(z.flattenError(parsed.error).fieldErrors);
    try {
      const id = await addPartner(db, actor, submissionId, parsed.data);
      return c.redirect(`/partners/${id}?gelukt=toegevoegd`, 303);
    } catch (error) {
      if (isDomainError(error) && error.reason === "invalid_input") return again({ shortName: [error.message] });
      throw error;
    }
  })
  .get("/:id", async (c) => {
    const { db, actor, frame, clock } = c.var;
    const id = uuidParam(c, "id");
    const page = await asActor(db, actor, async (tx) => ({
      partner: await getPartner(tx, id),
      groups: await groupsOfPartner(tx, id),
      representatives: await representativesOf(tx, id),
      people: await listPeople(tx),
    }));
    const nameOf = new Map(page.people.map((person) => [person.id, person.name]));
    const representatives = page.representatives.map((one) => ({ ...one, personName: nameOf.get(one.personId) ?? "" }));
    return c.html(
      renderPage(
        <PartnerPage
          frame={frame}
          {...page}
          representatives={representatives}
          mayManage={mayManagePartners(actor)}
          submissionId={newId()}
          today={clock.today()}
        />,
      ),
    );
  })
  .get("/:id/bewerken", async (c) => {
    const { db, actor, frame } = c.var;
    requirePermission(mayManagePartners(actor), "partners beheren");
    const partner = await asActor(db, actor, (tx) => getPartner(tx, uuidParam(c, "id")));
    return c.html(
      renderPage(
        <PartnerFormPage
          frame={frame}
          title={partner.name}
          action={`/partners/${partner.id}/bewerken`}
          values={asValues(partner)}
          errors={{}}
          hidden={{ version: String(partner.version) }}
        />,
      ),
    );
  })
  .post("/:id/bewerken", office, async (c) => {
    const { db, actor, frame } = c.var;
    const id = uuidParam(c, "id");
    const values = await formBody(c);
    const parsed = partnerInput.safeParse(values);
    const { version } = versionInput.parse(values);
    const action = `/partners/${id}/bewerken`;
    if (!parsed.success) {
      const { fieldErrors } = z.flattenError(parsed.error);
      return c.html(
        renderPage(
          <PartnerFormPage
            frame={frame}
            title={messages.edit}
            action={action}
            values={texts(values)}
            errors={fieldErrors}
            hidden={{ version: String(version) }}
          />,
        ),
        422,
      );
    }
    try {
      await editPartner(db, actor, id, version, parsed.data);
    } catch (error) {
      if (!isDomainError(error) || error.reason !== "conflict") throw error;
      const current = await asActor(db, actor, (tx) => getPartner(tx, id));
      const hidden = { version: String(current.version) };
      return c.html(
        renderPage(
          <PartnerFormPage
            frame={frame}
            title={messages.edit}
            action={action}
            values={texts(values)}
            errors={{}}
            hidden={hidden}
            current={current}
          />,
        ),
        409,
      );
    }
    return c.redirect(`/partners/${id}?gelukt=opgeslagen`, 303);
  })
  .post("/:id/vertegenwoordigers", office, async (c) => {
    const partnerId = uuidParam(c, "id");
    const values = await formBody(c);
    await addRepresentative(
      c.var.db,
      c.var.actor,
      submissionInput.parse(values).submissionId,
      partnerId,
      representativeInput.parse(values),
    );
    return c.redirect(`/partners/${partnerId}?gelukt=toegevoegd`, 303);
  })
  .post("/:id/vertegenwoordigers/:representative/einde", async (c) => {
    await endRepresentative(c.var.db, c.var.actor, uuidParam(c, "representative"), c.var.clock.today());
    return c.redirect(`/partners/${uuidParam(c, "id")}?gelukt=opgeslagen`, 303);
  });

/** Mounted at /groepen. */
export const groupRoutes = createRouter()
  .get("/", async (c) => {
    const { db, actor, frame } = c.var;
    const groups = await asActor(db, actor, listGroups);
    return c.html(
      renderPage(
        <GroupListPage frame={frame} groups={groups} mayManage={mayManagePartners(actor)} submissionId={newId()} />,
      ),
    );
  })
  .post("/", office, async (c) => {
    const { db, actor, frame } = c.var;
    const values = await formBody(c);
    const { submissionId } = submissionInput.parse(values);
    const parsed = groupInput.safeParse(values);
    if (parsed.success) {
      const id = await addWorkingGroup(db, actor, submissionId, parsed.data);
      return c.redirect(`/groepen/${id}?gelukt=toegevoegd`, 303);
    }
    const groups = await asActor(db, actor, listGroups);
    const errors = parsed.error.issues.map((issue) => ({ name: String(issue.path[0]), message: issue.message }));
    const back = { name: typed(values, "name"), description: typed(values, "description") };
    return c.html(
      renderPage(
        <GroupListPage
          frame={frame}
          groups={groups}
          mayManage={mayManagePartners(actor)}
          submissionId={submissionId}
          values={back}
          errors={errors}
        />,
      ),
      422,
    );
  })
  .get("/:id", async (c) => {
    const { db, actor, frame } = c.var;
    const { group, partners } = await asActor(db, actor, async (tx) => ({
      group: await getGroup(tx, uuidParam(c, "id")),
      partners: await listPartners(tx),
    }));
    const inside = new Set(group.partners.map(({ id }) => id));
    return c.html(
      renderPage(
        <GroupPage
          frame={frame}
          group={group}
          others={partners.filter(({ id }) => !inside.has(id))}
          mayManage={mayManagePartners(actor)}
        />,
      ),
    );
  })
  .post("/:id/leden", office, async (c) => {
    const id = uuidParam(c, "id");
    await addToGroup(c.var.db, c.var.actor, id, memberInput.parse(await formBody(c)).partnerId);
    return c.redirect(`/groepen/${id}?gelukt=toegevoegd`, 303);
  })
  .post("/:id/leden/:partner/verwijderen", async (c) => {
    const id = uuidParam(c, "id");
    await removeFromGroup(c.var.db, c.var.actor, id, uuidParam(c, "partner"));
    return c.redirect(`/groepen/${id}?gelukt=verwijderd`, 303);
  });
