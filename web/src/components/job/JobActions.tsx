import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { can, deleteJob, type Job, processJob, startJob } from "../../api/jobs.ts";
import { sentenceOf } from "../../api/problem.ts";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { hasLabellingsQuery } from "../labelling/queries.ts";

/** What can be done with a job now. `compact` leaves out what belongs on the job's own page. */
export function JobActions({ job, compact = false }: { job: Job; compact?: boolean }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const refresh = () =>
    Promise.all(
      ["jobs", "job", "experiments", "experiment"].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    );
  const process = useMutation({
    mutationFn: (action: "RUN" | "ABORT") =>
      action === "RUN" ? startJob(job.id) : processJob(job.id, action),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => deleteJob(job.id, true),
    onSuccess: async () => {
      client.removeQueries({ queryKey: ["job", job.id] });
      if (!compact) navigate("/jobs");
      await client.invalidateQueries({ queryKey: ["jobs"] });
    },
  });
  // Whether another type of job has spectra to label is asked on its own page, not for each row of a list.
  const { data: isLabelled = false } = useQuery({
    ...hasLabellingsQuery(job.id),
    enabled: !compact && job.phase === "COMPLETED" && !can.label(job),
  });
  const error = process.error ?? remove.error;
  const small = compact ? " small" : "";
  return (
    <span className="button-row job-actions">
      {error !== null && (
        <span className="small save-refused" role="alert">
          {sentenceOf(error)}
        </span>
      )}
      {(can.label(job) || isLabelled) && (
        <Link className={`button${compact ? small : " primary"}`} to={`/jobs/${job.id}/label`}>
          Label
        </Link>
      )}
      {can.run(job) && (
        <button
          type="button"
          className={`button primary${small}`}
          disabled={process.isPending}
          onClick={() => process.mutate("RUN")}
        >
          Run
        </button>
      )}
      {can.abort(job) && (!compact || job.phase === "PROCESSING") && (
        <ConfirmButton
          className={`button${small}`}
          question="Abort this job?"
          confirm="Abort"
          onConfirm={() => process.mutate("ABORT")}
        >
          Abort
        </ConfirmButton>
      )}
      {!compact && can.runAgain(job) && job.error === undefined && (
        <Link className="button" to={`/jobs/new?from=${job.id}`}>
          Run again
        </Link>
      )}
      {!compact && can.remove(job) && (
        <ConfirmButton
          className="button quiet"
          question="Delete the job and its files for good?"
          confirm="Delete"
          onConfirm={() => remove.mutate()}
        >
          Delete
        </ConfirmButton>
      )}
    </span>
  );
}
