import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Agreement, Shared } from "../../api/agreement.ts";
import { formatCount } from "../../hooks/format.ts";
import { useSession } from "../account/useSession.ts";
import { ClassChip } from "../labelling/ClassChip.tsx";
import { agreementQuery } from "./queries.ts";
import "../../styles/agreement.css";

interface Props {
  shared: Shared;
  classes: readonly string[];
}

/** How far people agree who label the same search; nothing while one person labels. */
export function AgreementPanel({ shared, classes }: Props) {
  const hasAccounts = useSession()?.hasAccounts === true;
  const { data } = useQuery({ ...agreementQuery(shared), enabled: hasAccounts });
  if (data === undefined || (data.people.length < 2 && data.waiting === 0)) return null;
  return (
    <section className="panel" aria-label="Agreement">
      <div className="panel-head">
        <h2>Agreement</h2>
        {data.disagreements > 0 && (
          <Link className="button small" to={disagreementsPath(shared)}>
            Disagreements ({formatCount(data.disagreements)})
          </Link>
        )}
      </div>
      <div className="panel-body stack">
        <Numbers agreement={data} />
        {data.pairs.length > 0 && <Pairs agreement={data} />}
        {data.people
          .filter(({ confusion }) => confusion.length > 0)
          .map((person) => (
            <Confusion key={person.name} person={person} classes={classes} />
          ))}
      </div>
    </section>
  );
}

/** Where what people differ about is settled. */
export function disagreementsPath(shared: Shared): string {
  return "campaignId" in shared
    ? `/campaigns/${shared.campaignId}/disagreements`
    : `/experiments/${shared.jobId}/disagreements`;
}

function Numbers({ agreement }: { agreement: Agreement }) {
  const { both, waiting, alpha, fleiss_kappa } = agreement;
  return (
    <p>
      {both === 0 ? (
        "No spectrum has two blind answers yet."
      ) : (
        <>
          {spectra(both)} with two blind answers.{" "}
          {alpha == null ? (
            "All answers are one and the same: there is no number for that."
          ) : (
            <>
              Krippendorff’s α <strong className="number">{alpha.value.toFixed(2)}</strong>{" "}
              <span className="muted">
                ({alpha.from.toFixed(2)} to {alpha.to.toFixed(2)}, 95 %)
              </span>
              {fleiss_kappa != null && <>, Fleiss’ κ {fleiss_kappa.toFixed(2)}</>}.
            </>
          )}
        </>
      )}
      {waiting > 0 && <span className="muted"> {formatCount(waiting)} wait for the second answer.</span>}
    </p>
  );
}

function Pairs({ agreement }: { agreement: Agreement }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">who</th>
          <th scope="col">both answered</th>
          <th scope="col">the same</th>
          <th scope="col">Cohen’s κ</th>
        </tr>
      </thead>
      <tbody>
        {agreement.pairs.map(({ first, second, both, same, kappa }) => (
          <tr key={`${first} ${second}`}>
            <th scope="row">
              {first} and {second}
            </th>
            <td className="number">{formatCount(both)}</td>
            <td className="number">{formatCount(same)}</td>
            <td className="number">{kappa == null ? "–" : kappa.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a person said, against the labels that count. */
function Confusion({ person, classes }: { person: Agreement["people"][number]; classes: readonly string[] }) {
  const names = [...new Set(person.confusion.flatMap(({ counts, said }) => [counts, said]))].sort(
    (a, b) => place(classes, a) - place(classes, b),
  );
  const times = (counts: string, said: string) =>
    person.confusion.find((cell) => cell.counts === counts && cell.said === said)?.spectra ?? 0;
  return (
    <details>
      <summary>
        What {person.name} said of {spectra(person.labelled)}
      </summary>
      <table className="table confusion">
        <thead>
          <tr>
            <th scope="col">counts ╲ said</th>
            {names.map((name) => (
              <th scope="col" key={name}>
                <ClassChip name={name} classes={classes} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((counts) => (
            <tr key={counts}>
              <th scope="row">
                <ClassChip name={counts} classes={classes} />
              </th>
              {names.map((said) => (
                <td key={said} className={counts === said ? "number same" : "number"}>
                  {times(counts, said) || "·"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function place(classes: readonly string[], name: string): number {
  const index = classes.indexOf(name);
  return index < 0 ? classes.length : index;
}

function spectra(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "spectrum" : "spectra"}`;
}
