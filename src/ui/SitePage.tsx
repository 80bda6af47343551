import type { ComponentChildren } from "preact";
import { messages } from "./messages.nl.ts";
import { Breadcrumbs, FoldingNav, Head, type NavItem, PageTitle, SkipLink } from "./Page.tsx";
import { Wordmark } from "./Wordmark.tsx";

export interface SitePageProps {
  title: string;
  /** One sentence for search engines and for links that are shared. */
  description: string;
  lead?: string;
  /** Path of this page, with leading slash. */
  path: string;
  baseUrl: string;
  siteName: string;
  homeHref: string;
  nav: readonly NavItem[];
  current?: string;
  footerNav?: readonly NavItem[];
  breadcrumbs?: readonly NavItem[];
  feedHref?: string;
  /** The home page writes its own opening instead of the plain title. */
  ownTitle?: boolean;
  children: ComponentChildren;
}

/** The frame of the public site: reads like an annual report, weighs next to nothing. */
export function SitePage(props: SitePageProps) {
  const { title, description, lead, path, baseUrl, siteName, homeHref, nav, current, breadcrumbs, feedHref, children } =
    props;
  const fullTitle = title === siteName ? siteName : `${title} · ${siteName}`;
  return (
    <html lang="nl">
      <Head title={fullTitle}>
        <meta name="description" content={description} />
        <link rel="canonical" href={`${baseUrl}${path}`} />
        <meta property="og:title" content={title} />
        <meta property="og:description" content={description} />
        <meta property="og:type" content="website" />
        <meta property="og:url" content={`${baseUrl}${path}`} />
        <meta property="og:locale" content="nl_NL" />
        {feedHref && <link rel="alternate" type="application/atom+xml" title={siteName} href={feedHref} />}
      </Head>
      <body class="rt-body rt-site">
        <SkipLink />
        <header class="rt-site-header">
          <div class="rt-site-inner">
            <a class="rt-home" href={homeHref}>
              <Wordmark name={siteName} />
            </a>
            <FoldingNav nav={nav} current={current} />
          </div>
        </header>
        <main id="inhoud" tabIndex={-1} class="rt-site-inner">
          {breadcrumbs && breadcrumbs.length > 0 && <Breadcrumbs items={breadcrumbs} />}
          {!props.ownTitle && <PageTitle title={title} lead={lead} />}
          {children}
        </main>
        <footer class="rt-footer">
          <nav class="rt-site-inner" aria-label={messages.footerNav}>
            {(props.footerNav ?? []).map(({ href, label }) => (
              <a key={href} class="utrecht-link" href={href}>
                {label}
              </a>
            ))}
          </nav>
        </footer>
      </body>
    </html>
  );
}
