import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { CreateForm } from "../components/form/CreateForm.tsx";
import { jobQuery, jobTypesQuery } from "../components/job/queries.ts";
import { Loaded } from "../components/Loaded.tsx";
import { Page } from "../components/Page.tsx";
import "../styles/form.css";

/** A new job: from a form, as JSON, from an example, a template or a file, or as another one again. */
export function CreateJobPage() {
  const [params, setParams] = useSearchParams();
  const from = params.get("from");
  const types = useQuery(jobTypesQuery());
  const origin = useQuery({ ...jobQuery(from ?? ""), enabled: from !== null });
  const isReady = from === null || origin.data !== undefined;
  return (
    <Page crumbs={[{ name: "Jobs", to: "/jobs" }, { name: from === null ? "New job" : "Run again" }]}>
      <h1>{from === null ? "New job" : `Run again: ${origin.data?.label ?? "…"}`}</h1>
      {from !== null && origin.error !== null && <Loaded query={origin}>{() => null}</Loaded>}
      <Loaded query={types}>
        {(known) =>
          isReady ? (
            <CreateForm
              types={known}
              origin={origin.data}
              wanted={params.get("type")}
              matrix={params.get("matrix")}
              onType={(type) => setParams((old) => withType(old, type), { replace: true })}
            />
          ) : null
        }
      </Loaded>
    </Page>
  );
}

function withType(query: URLSearchParams, type: string): URLSearchParams {
  const next = new URLSearchParams(query);
  next.set("type", type);
  return next;
}
