import { useMutation } from "@tanstack/react-query";
import { labelsOfJobsAsCsv } from "../../api/labellings.ts";
import { saveAs } from "../../hooks/saveAs.ts";

interface Props {
  name: string;
  jobIds: readonly string[];
}

/** Downloads the labels of all iterations as one table. */
export function AllLabels({ name, jobIds }: Props) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const csv = await labelsOfJobsAsCsv(jobIds);
      saveAs(new Blob([csv], { type: "text/csv" }), `${name}-labels.csv`);
    },
  });
  return (
    <>
      <button type="button" className="button quiet" disabled={isPending} onClick={() => mutate()}>
        Labels as CSV
      </button>
      {error !== null && <span className="small error">{error.message}</span>}
    </>
  );
}
