import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";
import { ConnectionBadge } from "./ConnectionBadge.tsx";
import { SearchBox } from "./SearchBox.tsx";
import { ThemeButton } from "./ThemeButton.tsx";

/** One step of the way to a page; the last one has no link. */
export interface Crumb {
  name: string;
  to?: string;
}

interface Props {
  crumbs: readonly Crumb[];
  /** In the top bar, at its end. */
  status?: ReactNode;
  /** The page fills the window and scrolls within its own panes. */
  full?: boolean;
  children: ReactNode;
}

/** The frame around every page: the way here, search, connection, theme. */
export function Page({ crumbs, status, full = false, children }: Props) {
  // From what the page shows to what it belongs to: tabs of two experiments must not look alike.
  const own = crumbs.length > 1 ? crumbs.slice(1) : crumbs;
  const title = own
    .map(({ name }) => name)
    .reverse()
    .join(" · ");
  useEffect(() => {
    document.title = `${title} · ML Job Manager`;
  }, [title]);
  return (
    <div className="page">
      <header className="topbar">
        <nav className="crumbs" aria-label="Breadcrumb">
          <ol>
            {crumbs.map((crumb) => (
              <li key={crumb.name} title={crumb.name}>
                {crumb.to === undefined ? crumb.name : <Link to={crumb.to}>{crumb.name}</Link>}
              </li>
            ))}
          </ol>
        </nav>
        {status}
        {!full && <SearchBox />}
        <ConnectionBadge />
        <ThemeButton />
      </header>
      <main id="content" className={full ? "content full" : "content"} tabIndex={-1}>
        {full && <h1 className="visually-hidden">{title}</h1>}
        {full ? children : <div className="content-inner">{children}</div>}
      </main>
    </div>
  );
}
