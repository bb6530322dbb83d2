import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import type { FilterName } from "../api/archive.ts";
import { type CampaignDetail, choosePath, labelChosen, newestRound, UNSURE } from "../api/campaigns.ts";
import { campaignQuery } from "../components/campaign/queries.ts";
import { resolveWritten } from "../components/campaign/resolveWritten.ts";
import { readWritten } from "../components/campaign/written.ts";
import { Loaded } from "../components/Loaded.tsx";
import { EmptyState, ErrorNotice } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { Thumbnail } from "../components/plot/Thumbnail.tsx";
import { foundSpectraQuery, preparedQuery, similarQuery } from "../components/spectra/queries.ts";
import { UploadButton } from "../components/UploadButton.tsx";
import { counted, formatCount } from "../hooks/format.ts";
import { useCreation } from "../hooks/useCreation.ts";
import "../styles/campaign.css";

/** Labelling spectra that nobody asked for: those like one, those that a search finds, those of a list of one's own. */
export function ChoosePage() {
  const { campaignId = "" } = useParams();
  const query = useQuery(campaignQuery(campaignId));
  return (
    <Page
      crumbs={[
        { name: "Campaigns", to: "/campaigns" },
        { name: query.data?.label ?? "…", to: `/campaigns/${campaignId}` },
        { name: "Label others" },
      ]}
    >
      <div className="content-inner">
        <h1>Label spectra of your own choice</h1>
        <p className="muted">
          Your labels teach from the next round on. No bound counts them, since nobody drew them by chance.
        </p>
        <Loaded query={query}>{(campaign) => <Chooser campaign={campaign} />}</Loaded>
      </div>
    </Page>
  );
}

function Chooser({ campaign }: { campaign: CampaignDetail }) {
  const [params] = useSearchParams();
  const [names, setNames] = useState<readonly string[]>([]);
  const jobId = newestRound(campaign)?.job_id;
  const like = params.get("like") ?? "";
  if (jobId === undefined) return <p className="notice">The spectra are still being prepared.</p>;
  return (
    <>
      <Sources campaignId={campaign.id} like={like} onNames={setNames} />
      {names.length > 0 ? (
        <Chosen key={names.join()} campaign={campaign} jobId={jobId} names={names} />
      ) : (
        like !== "" && <Similar key={like} campaign={campaign} jobId={jobId} like={like} />
      )}
    </>
  );
}

interface SourcesProps {
  campaignId: string;
  like: string;
  onNames: (names: readonly string[]) => void;
}

/** Where the spectra come from: likeness, a cone on the sky or a name, or a list. */
function Sources({ campaignId, like, onNames }: SourcesProps) {
  const client = useQueryClient();
  const [, setParams] = useSearchParams();
  const [text, setText] = useState("");
  const [search, setSearch] = useState({ text: "", ra: "", dec: "", radius: "60" });
  const [told, setTold] = useState("");
  const [error, setError] = useState<unknown>(null);
  const run = (work: Promise<void>) => {
    setError(null);
    work.catch(setError);
  };
  const find = async () => {
    const { ra, dec, radius } = search;
    const filters: Partial<Record<FilterName, string>> = ra.trim() === "" ? {} : { ra, dec, radius };
    const found = await client.fetchQuery(
      foundSpectraQuery({ text: search.text, filters, sort: "found", offset: 0 }),
    );
    setTold(`${formatCount(found.total)} found; the first ${found.spectra.length} are shown.`);
    onNames(found.spectra.map(({ filename }) => filename));
  };
  const take = async (written: string) => {
    const { filenames, nowhere } = await resolveWritten(readWritten(written));
    setTold(nowhere.length === 0 ? "" : `Nothing lies at ${nowhere.slice(0, 5).join("; ")}.`);
    onNames(filenames);
  };
  const field = (name: keyof typeof search, title: string) => (
    <label className="field">
      <span>{title}</span>
      <input
        className="input"
        value={search[name]}
        onChange={({ target }) => setSearch({ ...search, [name]: target.value })}
      />
    </label>
  );
  return (
    <section className="panel panel-body stack" aria-label="Which spectra">
      <form
        className="field-row"
        onSubmit={(event) => {
          event.preventDefault();
          onNames([]);
          setParams({ like: String(new FormData(event.currentTarget).get("like") ?? "").trim() });
        }}
      >
        <label className="field">
          <span>More like this spectrum</span>
          <input key={like} className="input" name="like" defaultValue={like} />
        </label>
        <button type="submit" className="button">
          Show its neighbours
        </button>
      </form>
      <form
        className="field-row"
        onSubmit={(event) => {
          event.preventDefault();
          run(find());
        }}
      >
        {field("text", "Part of a name")}
        {field("ra", "RA")}
        {field("dec", "Dec")}
        {field("radius", "within [″]")}
        <button type="submit" className="button">
          Search the archive
        </button>
      </form>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(take(text));
        }}
      >
        <label className="field">
          <span>File names, or positions (RA Dec), one a line</span>
          <textarea
            className="input"
            rows={3}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        <div className="button-row">
          <button type="submit" className="button">
            Show these
          </button>
          <UploadButton
            label="List of spectra"
            onFiles={([file]) => file !== undefined && run(file.text().then(take))}
          >
            Upload a list
          </UploadButton>
          <Link className="button quiet" to={`/campaigns/${campaignId}`}>
            Back to the campaign
          </Link>
        </div>
      </form>
      {error !== null && <ErrorNotice error={error} />}
      <p className="small muted" role="status">
        {told}
      </p>
    </section>
  );
}

interface GridProps {
  campaign: CampaignDetail;
  jobId: string;
}

function Similar({ like, ...props }: GridProps & { like: string }) {
  const query = useQuery(similarQuery(props.jobId, like));
  return (
    <Loaded query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState title="No such spectrum">
            <p>The matrix of the campaign does not hold {like}.</p>
          </EmptyState>
        ) : (
          <Chosen {...props} names={rows.map(({ filename }) => filename)} />
        )
      }
    </Loaded>
  );
}

/** Spectra with a class for each, which are kept together. */
function Chosen({ campaign, jobId, names }: GridProps & { names: readonly string[] }) {
  const client = useQueryClient();
  const [labels, setLabels] = useState<Readonly<Record<string, string>>>({});
  const [kept, setKept] = useState(0);
  const answers = [...campaign.plan.classes, UNSURE];
  const given = names.filter((name) => labels[name] !== undefined && labels[name] !== "");
  const creation = useCreation(
    async (chosen: readonly { filename: string; label: string }[], key) => {
      await labelChosen(campaign.id, chosen, key);
      return chosen.length;
    },
    (count) => {
      setKept(count);
      setLabels({});
      void client.invalidateQueries({ queryKey: ["campaign", campaign.id] });
    },
  );
  return (
    <section className="panel panel-body stack" aria-label="Spectra to label">
      <ul className="chosen-grid">
        {names.map((name) => (
          <ChosenItem
            key={name}
            jobId={jobId}
            filename={name}
            answers={answers}
            label={labels[name] ?? ""}
            likePath={choosePath(campaign.id, name)}
            onLabel={(label) => setLabels((old) => ({ ...old, [name]: label }))}
          />
        ))}
      </ul>
      {creation.error !== null && <ErrorNotice error={creation.error} />}
      <div className="button-row">
        <button
          type="button"
          className="button primary"
          disabled={given.length === 0 || creation.isPending}
          onClick={() => creation.start(given.map((filename) => ({ filename, label: labels[filename] })))}
        >
          Keep {counted(given.length, "label")}
        </button>
        <span role="status" className="muted">
          {kept > 0 && given.length === 0 && `Kept ${counted(kept, "label")}.`}
        </span>
      </div>
    </section>
  );
}

interface ChosenItemProps {
  jobId: string;
  filename: string;
  answers: readonly string[];
  label: string;
  likePath: string;
  onLabel: (label: string) => void;
}

function ChosenItem({ jobId, filename, answers, label, likePath, onLabel }: ChosenItemProps) {
  const { data } = useQuery(preparedQuery(jobId, filename));
  return (
    <li>
      <Thumbnail curve={data?.curve} title={`Shape of ${filename}`} />
      <Link className="file-name small" to={`/spectra/${encodeURIComponent(filename)}`} title={filename}>
        {filename}
      </Link>
      {data === null ? (
        <span className="small muted">not in the campaign's matrix</span>
      ) : (
        <span className="chosen-answer">
          <select
            className="input small"
            aria-label={`Class of ${filename}`}
            value={label}
            onChange={({ target }) => onLabel(target.value)}
          >
            <option value="">–</option>
            {answers.map((name) => (
              <option key={name} value={name}>
                {name === UNSURE ? "unsure" : name}
              </option>
            ))}
          </select>
          <Link className="small" to={likePath}>
            more like this
          </Link>
        </span>
      )}
    </li>
  );
}
