import { useMutation } from "@tanstack/react-query";
import { ROLE_WORDS, signOut, signOutEverywhere } from "../api/account.ts";
import { sentenceOf } from "../api/problem.ts";
import { EmailPanel } from "../components/account/EmailPanel.tsx";
import { NotificationPanel } from "../components/account/NotificationPanel.tsx";
import { PasswordPanel } from "../components/account/PasswordPanel.tsx";
import { SessionPanel } from "../components/account/SessionPanel.tsx";
import { TokenPanel } from "../components/account/TokenPanel.tsx";
import { useNewSession, useSession } from "../components/account/useSession.ts";
import { ConfirmButton } from "../components/ConfirmButton.tsx";
import { EmptyState } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";

/** One's own account: who one is, the password, the tokens, the way out. */
export function AccountPage() {
  const session = useSession();
  const begin = useNewSession();
  const leave = useMutation({
    mutationFn: async (everywhere: boolean) => {
      if (!everywhere) return signOut();
      await signOutEverywhere();
    },
    onSuccess: (providerUrl) => {
      if (providerUrl !== undefined) location.assign(providerUrl);
      else begin({ hasAccounts: true, needsSetup: false, sendsMail: false, ...session, user: undefined });
    },
  });
  const user = session?.user;
  return (
    <Page crumbs={[{ name: "Account" }]}>
      <div className="title-row">
        <div>
          <h1>{user?.name ?? "Account"}</h1>
          {user !== undefined && (
            <p className="subtitle">
              {user.role}: {ROLE_WORDS[user.role]}
            </p>
          )}
        </div>
        {user !== undefined && (
          <div className="button-row">
            <button type="button" className="button" onClick={() => leave.mutate(false)}>
              Sign out
            </button>
            <ConfirmButton
              question="End all your sessions, here and elsewhere?"
              confirm="End them"
              onConfirm={() => leave.mutate(true)}
            >
              Sign out everywhere
            </ConfirmButton>
          </div>
        )}
      </div>
      {leave.error !== null && (
        <p className="save-refused" role="alert">
          {sentenceOf(leave.error)}
        </p>
      )}
      {session !== undefined && user === undefined && (
        <section className="panel">
          <EmptyState title="No accounts here">
            <p>This instance runs without accounts: whoever reaches it may do everything.</p>
          </EmptyState>
        </section>
      )}
      {user !== undefined && (
        <>
          <TokenPanel role={user.role} />
          <PasswordPanel />
          <EmailPanel />
          <NotificationPanel />
          <SessionPanel />
        </>
      )}
    </Page>
  );
}
