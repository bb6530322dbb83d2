import { useQuery } from "@tanstack/react-query";
import { hasTrained } from "../../api/estimates.ts";
import type { Job } from "../../api/jobs.ts";
import { ErrorNotice } from "../Notice.tsx";
import { LineChart } from "../plot/LineChart.tsx";
import { trainingHistoryQuery } from "./queries.ts";

/** The training loss over the epochs of an iteration. */
export function LossPanel({ job }: { job: Job }) {
  const { data, error, refetch } = useQuery({
    ...trainingHistoryQuery(job.directory),
    enabled: hasTrained(job),
  });
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === null || data === undefined) return null;
  const points = data.losses.map((loss, epoch) => ({ x: epoch + 1, y: loss }));
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Training loss of iteration {job.iteration ?? 0}</h2>
        <span className="small muted">{data.losses.length} epochs</span>
      </div>
      <div className="panel-body tall-chart">
        <LineChart
          series={[{ name: "loss", colour: "var(--accent)", points }]}
          xLabel="epoch"
          yLabel="loss"
          title={`Training loss over ${data.losses.length} epochs, ${data.losses.at(-1)?.toPrecision(3)} at the end`}
        />
      </div>
    </section>
  );
}
