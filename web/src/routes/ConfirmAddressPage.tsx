import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { confirmEmail } from "../api/notifications.ts";
import { sentenceOf } from "../api/problem.ts";
import { Door } from "../components/account/Door.tsx";
import { Refused } from "../components/Notice.tsx";

/** Where the link leads that was sent to an address. It is used by a click: programs that look at mail open links too. */
export function ConfirmAddressPage() {
  const [link] = useState(() => location.hash.slice(1));
  const confirm = useMutation({ mutationFn: () => confirmEmail(link) });
  return (
    <Door title="Is this your address?">
      {confirm.isSuccess ? (
        <p role="status">
          {confirm.data.email} is the address of {confirm.data.name} from now on.{" "}
          <Link to="/">To the page</Link>
        </p>
      ) : (
        <>
          <Refused>{confirm.error === null ? undefined : sentenceOf(confirm.error)}</Refused>
          <button
            type="button"
            className="button primary"
            disabled={confirm.isPending}
            onClick={() => confirm.mutate()}
          >
            Yes, write to me there
          </button>
        </>
      )}
    </Door>
  );
}
