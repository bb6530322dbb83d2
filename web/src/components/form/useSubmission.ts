import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { createJob, type Job, type NewJob, startJob } from "../../api/jobs.ts";
import { sentenceOf } from "../../api/problem.ts";
import { useCreation } from "../../hooks/useCreation.ts";

interface Submission {
  job: NewJob;
  run: boolean;
}

interface Submitted {
  created: Job;
  /** Why it does not run although it should. */
  problem?: string;
}

async function submitJob({ job, run }: Submission, key: string): Promise<Submitted> {
  const created = await createJob(job, key);
  if (!run) return { created };
  try {
    return { created: await startJob(created.id) };
  } catch (error) {
    // The job exists: its own page is the place to see why it does not run, and to try again.
    return { created, problem: sentenceOf(error) };
  }
}

/** Creates a job, runs it where that is wanted, and goes to its page. */
export function useSubmission() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const onSuccess = ({ created, problem }: Submitted) => {
    void client.invalidateQueries({ queryKey: ["jobs"] });
    void client.invalidateQueries({ queryKey: ["experiments"] });
    navigate(`/jobs/${created.id}`, { state: problem === undefined ? undefined : { problem } });
  };
  return useCreation(submitJob, onSuccess, ({ job }) => job);
}
