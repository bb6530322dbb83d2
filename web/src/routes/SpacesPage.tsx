import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useNavigate } from "react-router";
import { createSpace, SPACE_ROLE_WORDS, type Space } from "../api/spaces.ts";
import { Age } from "../components/Age.tsx";
import { problemOf, problemOfWhole } from "../components/account/problems.ts";
import { TextField } from "../components/account/TextField.tsx";
import { useSession } from "../components/account/useSession.ts";
import { Loaded } from "../components/Loaded.tsx";
import { EmptyState, Refused } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { spacesQuery } from "../components/spaces/queries.ts";
import { spaceWords } from "../components/spaces/SpaceChooser.tsx";

/** The spaces that one may see, and how to make another. */
export function SpacesPage() {
  const session = useSession();
  const hasAccounts = session?.hasAccounts === true;
  const query = useQuery({ ...spacesQuery(), enabled: hasAccounts });
  return (
    <Page crumbs={[{ name: "Spaces" }]}>
      <div className="title-row">
        <h1>Spaces</h1>
      </div>
      {session !== undefined && !hasAccounts && (
        <section className="panel">
          <EmptyState title="No spaces here">
            <p>This instance runs without accounts: everything lies in one space.</p>
          </EmptyState>
        </section>
      )}
      {hasAccounts && (
        <section className="panel" aria-label="Spaces">
          <div className="panel-body form-stack">
            <NewSpace />
            <Loaded query={query}>
              {(spaces) => <SpaceTable spaces={spaces} userId={session.user?.id} />}
            </Loaded>
          </div>
        </section>
      )}
    </Page>
  );
}

function SpaceTable({ spaces, userId }: { spaces: readonly Space[]; userId: string | undefined }) {
  return (
    <div className="table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th>Space</th>
            <th>Your role</th>
            <th>Since</th>
          </tr>
        </thead>
        <tbody>
          {spaces.map((space) => (
            <tr key={space.id}>
              <td className="cell-main">
                <Link to={`/spaces/${space.id}`}>{spaceWords(space, userId)}</Link>
              </td>
              <td title={SPACE_ROLE_WORDS[space.role]}>{space.role}</td>
              <td>
                <Age date={space.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NewSpace() {
  const [name, setName] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: () => createSpace(name),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: spacesQuery().queryKey });
      navigate(`/spaces/${id}`);
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <form className="form-stack" onSubmit={onSubmit} aria-label="New space">
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        help="What lies in a space is seen by those only with whom it is shared."
        problem={problemOf(make.error, "/name")}
      />
      <Refused>{problemOfWhole(make.error, ["/name"])}</Refused>
      <div className="button-row">
        <button type="submit" className="button" disabled={make.isPending}>
          Make a space
        </button>
      </div>
    </form>
  );
}
