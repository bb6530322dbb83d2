import { Link, useParams } from "react-router";
import { AuditPanel } from "../components/account/AuditPanel.tsx";
import { UserPanel } from "../components/account/UserPanel.tsx";
import { useSession } from "../components/account/useSession.ts";
import { EmptyState } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { GroupPanel } from "../components/spaces/GroupPanel.tsx";

/** The accounts and the audit log, for administrators. */
export function PeoplePage() {
  const { tab = "accounts" } = useParams();
  const session = useSession();
  const mayKeep = session?.user?.role === "administrator";
  return (
    <Page crumbs={[{ name: "People" }]}>
      <div className="title-row">
        <h1>People</h1>
      </div>
      {session !== undefined && !mayKeep && (
        <section className="panel">
          <EmptyState title="For administrators" />
        </section>
      )}
      {mayKeep && (
        <>
          <nav className="tabs" aria-label="People">
            <Link className="tab" to="/people" aria-current={tab === "accounts" ? "page" : undefined}>
              Accounts
            </Link>
            <Link className="tab" to="/people/groups" aria-current={tab === "groups" ? "page" : undefined}>
              Groups
            </Link>
            <Link className="tab" to="/people/audit" aria-current={tab === "audit" ? "page" : undefined}>
              Audit log
            </Link>
          </nav>
          {tab === "audit" && <AuditPanel />}
          {tab === "groups" && <GroupPanel />}
          {tab !== "audit" && tab !== "groups" && <UserPanel own={session?.user?.id} />}
        </>
      )}
    </Page>
  );
}
