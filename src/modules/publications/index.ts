/** The door of this module: dossiers of documents, freezing them on a reference date, and making them public. */

export type { PublicStudy } from "../research/index.ts";
export { freezeDossier } from "./commands.ts";
export { type Dossier, type DossierStatus, type TemplateName, TRANSITIONS as DOSSIER_TRANSITIONS } from "./dossier.ts";
export { publishDossier, withdrawDossier } from "./publish.ts";
export { dossierRoutes } from "./routes.tsx";
export { type DossierSeed, seedDossier } from "./seed.ts";
export type * from "./snapshot.ts";
