/** The door of this module: the organisations round the table, their groups and who speaks for them. */
export { ensureRepresentative } from "./commands.ts";
export { importPartners, type PartnersSection, partnerKey, partnersSection } from "./import.ts";
export type { Partner, PartnerGroup, PartnerKind, Representative } from "./partner.ts";
export {
  coreGroupPartners,
  getGroup,
  getPartner,
  groupIdsOf,
  listGroups,
  listPartners,
  partnersByName,
} from "./queries.ts";
export { groupRoutes, partnerRoutes } from "./routes.tsx";
