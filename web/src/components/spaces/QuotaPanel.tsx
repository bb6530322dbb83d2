import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type SpaceDetail, setQuota } from "../../api/spaces.ts";
import { formatSize } from "../../hooks/format.ts";
import { problemOf, problemOfWhole } from "../account/problems.ts";
import { TextField } from "../account/TextField.tsx";
import { Refused } from "../Notice.tsx";
import { spaceQuery } from "./queries.ts";

const GB = 1e9;

/** How much a space may take; administrators set it. */
export function QuotaPanel({ space, maySet }: { space: SpaceDetail; maySet: boolean }) {
  return (
    <section className="panel" aria-label="Quota">
      <div className="panel-head">
        <h2>What it may take</h2>
      </div>
      <div className="panel-body form-stack">
        <p>{formatSize(space.usedBytes)} lie in it.</p>
        {maySet ? (
          <QuotaForm space={space} />
        ) : (
          <p>
            Files:{" "}
            {space.quotaBytes === undefined ? "as large as the disk allows" : `${space.quotaBytes / GB} GB`}.
            Jobs at once: {space.quotaJobs ?? "as many as there are workers for"}. Administrators set it.
          </p>
        )}
      </div>
    </section>
  );
}

function QuotaForm({ space }: { space: SpaceDetail }) {
  const client = useQueryClient();
  const [bytes, setBytes] = useState(space.quotaBytes === undefined ? "" : String(space.quotaBytes / GB));
  const [jobs, setJobs] = useState(String(space.quotaJobs ?? ""));
  const save = useMutation({
    mutationFn: () =>
      setQuota(space.id, {
        bytes: bytes === "" ? undefined : Math.round(Number(bytes) * GB),
        jobs: jobs === "" ? undefined : Number(jobs),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: spaceQuery(space.id).queryKey }),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form className="form-stack" onSubmit={onSubmit} aria-label="Quota">
      <TextField
        label="Files, in GB"
        type="number"
        value={bytes}
        onChange={setBytes}
        help="Below its jobs and in its folder together. Empty: as large as the disk allows."
        problem={problemOf(save.error, "/quota_bytes")}
      />
      <TextField
        label="Jobs at once"
        type="number"
        value={jobs}
        onChange={setJobs}
        help="More of them wait. Empty: as many as there are workers for."
        problem={problemOf(save.error, "/quota_jobs")}
      />
      <Refused>{problemOfWhole(save.error, ["/quota_bytes", "/quota_jobs"])}</Refused>
      <div className="button-row">
        <button type="submit" className="button" disabled={save.isPending}>
          Keep
        </button>
        {save.isSuccess && <span className="small muted">Kept.</span>}
      </div>
    </form>
  );
}
