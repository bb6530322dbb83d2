import { useQuery } from "@tanstack/react-query";
import type { Job } from "../../api/jobs.ts";
import { fileTextQuery } from "../files/queries.ts";
import { EmptyState } from "../Notice.tsx";
import { ConfigTable } from "./ConfigTable.tsx";
import { jobTypesQuery } from "./queries.ts";

/** A config is small; a larger file is not one. */
const LARGEST = 1024 * 1024;

/** The values that the job runs with; before RUN, those of its `config.json`. */
export function JobConfig({ job }: { job: Job }) {
  const types = useQuery(jobTypesQuery());
  const file = useQuery({
    ...fileTextQuery(job.directory, "config.json", LARGEST),
    enabled: job.config === undefined,
    retry: false,
  });
  const config = job.config ?? parsed(file.data?.text);
  const schema = types.data?.find(({ type }) => type === job.type)?.schema;
  if (config === undefined) {
    return (
      <section className="panel">
        <EmptyState title="No config yet">
          <p>Upload a config.json under Files, or create the job again from its form.</p>
        </EmptyState>
      </section>
    );
  }
  return <ConfigTable config={config} schema={schema} />;
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
