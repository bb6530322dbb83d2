import { Link } from "react-router";
import { Door } from "../components/account/Door.tsx";

/** Why a provider of identities let nobody in, by the server's word for it. */
const REASONS: Record<string, string> = {
  away: "The provider of identities cannot be reached at the moment. Try again in a while.",
  denied: "The provider did not let you in, or you left it.",
  stale: "This sign-in began in another browser, or too long ago. Begin again.",
  invalid: "The provider's answer is not what it should be. An administrator finds the reason in the log.",
  no_role:
    "Your account at the provider may not come in here: none of its groups has a role. Ask an administrator.",
  shut_out: "An administrator has shut this account out.",
};

/** Where somebody is led whom a provider of identities did not let in. */
export function SignInRefusedPage() {
  const reason = REASONS[location.hash.slice(1)] ?? "You could not be signed in.";
  return (
    <Door title="Not signed in">
      <p role="alert">{reason}</p>
      <Link className="button" to="/">
        Back to the sign-in
      </Link>
    </Door>
  );
}
