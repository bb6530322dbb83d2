import { useQuery } from "@tanstack/react-query";
import { Link, NavLink, Outlet, useLocation } from "react-router";
import { campaignOf } from "../api/campaigns.ts";
import { SignInForm } from "./account/SignInForm.tsx";
import { useSession } from "./account/useSession.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { jobQuery } from "./job/queries.ts";
import { SpaceChooser } from "./spaces/SpaceChooser.tsx";
import { VisitNotice } from "./spaces/VisitNotice.tsx";

const LINKS: readonly { to: string; word: string; icon: IconName }[] = [
  { to: "/campaigns", word: "Campaigns", icon: "campaigns" },
  { to: "/experiments", word: "Experiments", icon: "experiments" },
  { to: "/jobs", word: "Jobs", icon: "jobs" },
  { to: "/spectra", word: "Spectra", icon: "spectra" },
  { to: "/files", word: "Files", icon: "files" },
];

/** The place that labelling is a step of, although its address is that of a job; absent on other pages. */
function useLabelledPlace(pathname: string): string | undefined {
  const jobId = /^\/jobs\/([^/]+)\/label$/.exec(pathname)?.[1];
  const job = useQuery({ ...jobQuery(jobId ?? ""), enabled: jobId !== undefined }).data;
  if (jobId === undefined) return undefined;
  return campaignOf(job) === undefined ? "/experiments" : "/campaigns";
}

/** The rail beside every page. */
export function Frame() {
  const { pathname } = useLocation();
  const labelled = useLabelledPlace(pathname);
  const session = useSession();
  const user = session?.user;
  const visit = session?.visit;
  if (session?.hasAccounts && user === undefined && visit === undefined) return <SignInForm {...session} />;
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
        {user !== undefined && <SpaceChooser userId={user.id} />}
        {visit !== undefined && <VisitNotice visit={visit} />}
        {LINKS.map((link) => (
          <RailLink key={link.to} {...link} labelled={labelled} />
        ))}
        {user !== undefined && <RailLink to="/spaces" word="Spaces" icon="spaces" />}
        {user?.role === "administrator" && <RailLink to="/people" word="People" icon="people" />}
        {user !== undefined && <RailLink to="/account" word={user.name} icon="person" />}
        <a className="rail-link rail-end" href="/docs" title="API docs">
          <Icon name="docs" />
          <span className="rail-word">API docs</span>
        </a>
      </nav>
      <Outlet />
    </div>
  );
}

interface RailLinkProps {
  to: string;
  word: string;
  icon: IconName;
  labelled?: string;
}

function RailLink({ to, word, icon, labelled }: RailLinkProps) {
  return (
    <NavLink
      to={to}
      className={({ isActive }) =>
        (labelled === undefined ? isActive : to === labelled) ? "rail-link active" : "rail-link"
      }
      title={word}
    >
      <Icon name={icon} />
      <span className="rail-word">{word}</span>
    </NavLink>
  );
}
