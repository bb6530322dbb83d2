import { Link, NavLink, Outlet, useLocation } from "react-router";
import { Icon, type IconName } from "./Icon.tsx";

const LINKS: readonly { to: string; word: string; icon: IconName }[] = [
  { to: "/campaigns", word: "Campaigns", icon: "campaigns" },
  { to: "/experiments", word: "Experiments", icon: "experiments" },
  { to: "/jobs", word: "Jobs", icon: "jobs" },
  { to: "/spectra", word: "Spectra", icon: "spectra" },
  { to: "/files", word: "Files", icon: "files" },
];

/** The rail beside every page. */
export function Frame() {
  const { pathname } = useLocation();
  return (
    <div className="frame">
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <nav className="rail" aria-label="Main">
        <Link to="/" className="rail-name" aria-label="ML Job Manager">
          <img src="/favicon.svg" alt="" width="22" height="22" />
          <span className="rail-word">ML Job Manager</span>
        </Link>
        {LINKS.map(({ to, word, icon }) => (
          <NavLink
            key={to}
            to={to}
            className={({ isActive }) => (isPlace(to, pathname, isActive) ? "rail-link active" : "rail-link")}
            title={word}
          >
            <Icon name={icon} />
            <span className="rail-word">{word}</span>
          </NavLink>
        ))}
        <a className="rail-link rail-end" href="/docs" title="API docs">
          <Icon name="docs" />
          <span className="rail-word">API docs</span>
        </a>
      </nav>
      <Outlet />
    </div>
  );
}

// Labelling is a step of an experiment, although its address is that of a job.
function isPlace(to: string, pathname: string, isActive: boolean): boolean {
  if (pathname.endsWith("/label")) return to === "/experiments";
  return isActive;
}
