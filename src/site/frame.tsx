import type { ComponentChildren } from "preact";
import { SitePage } from "../ui/SitePage.tsx";
import type { SiteSnapshot } from "./data.ts";
import { messages } from "./messages.nl.ts";

/** Where the site lives: "/openbaar" inside the application, "" on an address of its own. */
export interface SiteContext {
  readonly base: string;
  readonly baseUrl: string;
  readonly site: SiteSnapshot;
}

export const siteName = ({ site }: SiteContext): string => site.data?.programme.name ?? "Rondetafel";

interface Props {
  context: SiteContext;
  /** Path below the base: "/plan/2024"; empty for home. */
  path: string;
  title: string;
  description: string;
  lead?: string;
  section?: string;
  ownTitle?: boolean;
  breadcrumbs?: readonly { path: string; label: string }[];
  children: ComponentChildren;
}

/** The frame of every public page: menu, footer, feed and address. */
export function PublicPage({
  context,
  path,
  title,
  description,
  lead,
  section,
  ownTitle,
  breadcrumbs,
  children,
}: Props) {
  const { base, baseUrl, site } = context;
  const year = site.data?.plans[0]?.year;
  const nav = [
    { href: base || "/", label: messages.nav.home },
    ...(year === undefined ? [] : [{ href: `${base}/plan/${year}`, label: messages.nav.plan }]),
    { href: `${base}/cijfers`, label: messages.nav.figures },
    { href: `${base}/toezeggingen`, label: messages.nav.commitments },
    { href: `${base}/partners`, label: messages.nav.partners },
    { href: `${base}/publicaties`, label: messages.nav.publications },
    { href: `${base}/onderzoeken`, label: messages.nav.studies },
  ];
  const footer = [
    { href: `${base}/wijzigingen`, label: messages.footer.changes },
    { href: `${base}/over`, label: messages.footer.about },
    { href: `${base}/toegankelijkheid`, label: messages.footer.accessibility },
    { href: `${base}/privacy`, label: messages.footer.privacy },
    { href: `${base}/feed.atom`, label: messages.footer.feed },
  ];
  return (
    <SitePage
      title={title}
      description={description}
      {...(lead !== undefined && { lead })}
      path={`${base}${path}` || "/"}
      baseUrl={baseUrl}
      siteName={siteName(context)}
      homeHref={base || "/"}
      nav={nav}
      current={`${base}${section ?? path}` || "/"}
      footerNav={footer}
      feedHref={`${base}/feed.atom`}
      ownTitle={ownTitle === true}
      {...(breadcrumbs !== undefined && {
        breadcrumbs: breadcrumbs.map(({ path: to, label }) => ({ href: `${base}${to}`, label })),
      })}
    >
      {children}
    </SitePage>
  );
}
