import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { sentenceOf } from "../api/problem.ts";
import { deleteSpace, MAIN_SPACE, renameSpace, type SpaceDetail } from "../api/spaces.ts";
import { problemOf, problemOfWhole } from "../components/account/problems.ts";
import { TextField } from "../components/account/TextField.tsx";
import { useSession } from "../components/account/useSession.ts";
import { ConfirmButton } from "../components/ConfirmButton.tsx";
import { Loaded } from "../components/Loaded.tsx";
import { Refused } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { LinkPanel } from "../components/spaces/LinkPanel.tsx";
import { MemberPanel } from "../components/spaces/MemberPanel.tsx";
import { QuotaPanel } from "../components/spaces/QuotaPanel.tsx";
import { spaceQuery, spacesQuery } from "../components/spaces/queries.ts";

/** One space: who shares it, its links, what it may take. */
export function SpacePage() {
  const { spaceId = "" } = useParams();
  const query = useQuery(spaceQuery(spaceId));
  return (
    <Page crumbs={[{ name: "Spaces", to: "/spaces" }, { name: query.data?.name ?? "…" }]}>
      <Loaded query={query}>{(space) => <SpaceView key={space.id} space={space} />}</Loaded>
    </Page>
  );
}

function SpaceView({ space }: { space: SpaceDetail }) {
  const user = useSession()?.user;
  const isOwner = space.role === "owner";
  return (
    <div className="content-inner">
      <div className="title-row">
        <div>
          <h1>{space.name}</h1>
          <p className="subtitle">
            <span>You are its {space.role}.</span>
            <Link to={`/files?path=${encodeURIComponent(`/SPACES/${space.id}`)}`}>its folder</Link>
          </p>
        </div>
        {isOwner && space.ownerId === undefined && space.id !== MAIN_SPACE && <Delete space={space} />}
      </div>
      {isOwner && <Rename space={space} />}
      <MemberPanel space={space} />
      {isOwner && <LinkPanel spaceId={space.id} />}
      <QuotaPanel space={space} maySet={user?.role === "administrator"} />
    </div>
  );
}

function Rename({ space }: { space: SpaceDetail }) {
  const [name, setName] = useState(space.name);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => renameSpace(space.id, name),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: spaceQuery(space.id).queryKey }),
        client.invalidateQueries({ queryKey: spacesQuery().queryKey }),
      ]),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <section className="panel" aria-label="Name">
      <form className="panel-body form-stack" onSubmit={onSubmit} aria-label="Rename">
        <TextField label="Name" value={name} onChange={setName} problem={problemOf(save.error, "/name")} />
        <Refused>{problemOfWhole(save.error, ["/name"])}</Refused>
        <div className="button-row">
          <button type="submit" className="button" disabled={save.isPending || name === space.name}>
            Rename
          </button>
        </div>
      </form>
    </section>
  );
}

function Delete({ space }: { space: SpaceDetail }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteSpace(space.id),
    onSuccess: async () => {
      client.removeQueries({ queryKey: spaceQuery(space.id).queryKey });
      navigate("/spaces");
      await client.invalidateQueries({ queryKey: spacesQuery().queryKey });
    },
  });
  return (
    <span className="button-row">
      <Refused>{remove.error === null ? undefined : sentenceOf(remove.error)}</Refused>
      <ConfirmButton
        className="button quiet"
        question="Delete this space?"
        confirm="Delete"
        onConfirm={() => remove.mutate()}
      >
        Delete
      </ConfirmButton>
    </span>
  );
}
