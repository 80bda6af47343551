import type { ComponentChildren } from "preact";
import { asset } from "./assets.ts";
import { messages } from "./messages.nl.ts";
import { Notice } from "./Notice.tsx";
import { Wordmark } from "./Wordmark.tsx";

export interface NavItem {
  readonly href: string;
  readonly label: string;
}

export interface PageNotice {
  readonly kind: "ok" | "warning" | "error";
  readonly text: string;
}

interface HeadProps {
  title: string;
  children?: ComponentChildren;
}

/** What every page carries in its head; the style sheet is the only thing that is fetched. */
export function Head({ title, children }: HeadProps) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <link rel="stylesheet" href={asset("rondetafel.css")} />
      <link rel="icon" type="image/svg+xml" href={asset("rondetafel.svg")} />
      {children}
    </head>
  );
}

export const SkipLink = () => (
  <a class="rt-skip-link" href="#inhoud">
    {messages.skip}
  </a>
);

export function Breadcrumbs({ items }: { items: readonly NavItem[] }) {
  return (
    <nav class="rt-breadcrumbs" aria-label={messages.breadcrumb}>
      <ol>
        {items.map(({ href, label }) => (
          <li key={href}>
            <a class="utrecht-link" href={href}>
              {label}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function PageTitle({
  title,
  lead,
  actions,
}: {
  title: string;
  lead?: string | undefined;
  actions?: ComponentChildren;
}) {
  return (
    <div class="rt-page-title">
      <div>
        <h1 class="utrecht-heading-1">{title}</h1>
        {lead && <p class="rt-lead">{lead}</p>}
      </div>
      {actions && <div class="rt-page-actions">{actions}</div>}
    </div>
  );
}

export function NavList({ nav, current }: { nav: readonly NavItem[]; current?: string | undefined }) {
  return (
    <ul class="rt-nav-list">
      {nav.map(({ href, label }) => (
        <li key={href}>
          <a href={href} aria-current={href === current ? "page" : undefined}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The menu twice in one: a list on a wide screen, an unfolding menu on a phone; both without script. */
export function FoldingNav({
  nav,
  current,
  children,
}: {
  nav: readonly NavItem[];
  current?: string | undefined;
  children?: ComponentChildren;
}) {
  return (
    <>
      <nav class="rt-nav rt-nav-wide" aria-label={messages.mainNav}>
        <NavList nav={nav} current={current} />
        {children}
      </nav>
      <details class="rt-nav-fold">
        <summary>{messages.menu}</summary>
        <nav class="rt-nav" aria-label={messages.menu}>
          <NavList nav={nav} current={current} />
          {children}
        </nav>
      </details>
    </>
  );
}

export interface WorkspacePageProps {
  title: string;
  lead?: string;
  nav: readonly NavItem[];
  current?: string;
  account?: { name: string; roleLabel: string; organisation?: string };
  notice?: PageNotice;
  exampleMode?: boolean;
  breadcrumbs?: readonly NavItem[];
  actions?: ComponentChildren;
  children: ComponentChildren;
}

function Account({ account }: { account: NonNullable<WorkspacePageProps["account"]> }) {
  return (
    <div class="rt-account">
      <p>
        <a class="utrecht-link" href="/account">
          <bdi>{account.name}</bdi>
        </a>
        <span>
          {account.roleLabel}
          {account.organisation && <> · {account.organisation}</>}
        </span>
      </p>
      <form method="post" action="/uitloggen">
        <button class="rt-link-button" type="submit">
          {messages.signOut}
        </button>
      </form>
    </div>
  );
}

/** The frame of the workspace: menu, who is signed in, one title, the content. */
export function WorkspacePage(props: WorkspacePageProps) {
  const { title, lead, nav, current, account, notice, exampleMode, breadcrumbs, actions, children } = props;
  return (
    <html lang="nl">
      <Head title={`${title} · Rondetafel`} />
      <body class="rt-body rt-workspace">
        <SkipLink />
        {exampleMode && (
          <aside class="rt-example-strip" aria-label={messages.exampleLabel}>
            {messages.exampleStrip}
          </aside>
        )}
        <header class="rt-header">
          <a class="rt-home" href="/">
            <Wordmark />
          </a>
          {account && <Account account={account} />}
        </header>
        <div class="rt-desk">
          <FoldingNav nav={nav} current={current} />
          <main id="inhoud" tabIndex={-1}>
            {breadcrumbs && breadcrumbs.length > 0 && <Breadcrumbs items={breadcrumbs} />}
            {notice && <Notice kind={notice.kind}>{notice.text}</Notice>}
            <PageTitle title={title} lead={lead} actions={actions} />
            {children}
          </main>
        </div>
        <Footer />
      </body>
    </html>
  );
}

const Footer = () => (
  <footer class="rt-footer">
    <nav aria-label={messages.footerNav}>
      <a class="utrecht-link" href="/openbaar/toegankelijkheid">
        {messages.accessibility}
      </a>
      <a class="utrecht-link" href="/openbaar/privacy">
        {messages.privacy}
      </a>
    </nav>
  </footer>
);

/** A page without menu: signing in, reporting by a mailed link, errors. */
export function PlainPage({
  title,
  lead,
  notice,
  children,
}: {
  title: string;
  lead?: string;
  notice?: PageNotice;
  children: ComponentChildren;
}) {
  return (
    <html lang="nl">
      <Head title={`${title} · Rondetafel`} />
      <body class="rt-body rt-plain">
        <SkipLink />
        <header class="rt-header">
          <a class="rt-home" href="/">
            <Wordmark />
          </a>
        </header>
        <main id="inhoud" tabIndex={-1}>
          {notice && <Notice kind={notice.kind}>{notice.text}</Notice>}
          <PageTitle title={title} lead={lead} />
          {children}
        </main>
        <Footer />
      </body>
    </html>
  );
}
