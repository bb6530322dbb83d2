import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useNavigate, useParams } from "react-router";
import { classesOf } from "../api/estimates.ts";
import { type Job, runNextIteration } from "../api/jobs.ts";
import type { Labelling } from "../api/labellings.ts";
import { labelOutbox } from "../api/labelOutbox.ts";
import { sentenceOf } from "../api/problem.ts";
import type { Curve } from "../api/spectra.ts";
import { jobQuery } from "../components/job/queries.ts";
import { BatchDone } from "../components/labelling/BatchDone.tsx";
import { BatchStrip } from "../components/labelling/BatchStrip.tsx";
import { ClassButtons } from "../components/labelling/ClassButtons.tsx";
import { CommentField } from "../components/labelling/CommentField.tsx";
import { FactsPane } from "../components/labelling/FactsPane.tsx";
import { FilterBar } from "../components/labelling/FilterBar.tsx";
import { KeyHelp } from "../components/labelling/KeyHelp.tsx";
import { LabelHistory } from "../components/labelling/LabelHistory.tsx";
import { PlotControls } from "../components/labelling/PlotControls.tsx";
import { RedshiftControl } from "../components/labelling/RedshiftControl.tsx";
import { RefusedLabels, SaveState } from "../components/labelling/SaveState.tsx";
import { SetCounters } from "../components/labelling/SetCounters.tsx";
import { SpectrumPane } from "../components/labelling/SpectrumPane.tsx";
import { applyFilter, isInBatch, knownClasses, nextUnlabelled } from "../components/labelling/session.ts";
import { type Settings, useSettings } from "../components/labelling/settings.ts";
import { GRID_SIZE, ThumbnailGrid } from "../components/labelling/ThumbnailGrid.tsx";
import { useLabelling } from "../components/labelling/useLabelling.ts";
import { useLabellingKeys } from "../components/labelling/useLabellingKeys.ts";
import { EmptyState, ErrorNotice } from "../components/Notice.tsx";
import { Page } from "../components/Page.tsx";
import { fullView } from "../components/plot/drawSpectrum.ts";
import { zoomBy } from "../components/plot/SpectrumPlot.tsx";
import type { Range } from "../components/plot/scale.ts";
import { preparedQuery, spectrumQuery } from "../components/spectra/queries.ts";
import { useCreation } from "../hooks/useCreation.ts";
import "../styles/labelling.css";

/** Spectra that are fetched ahead of the one that is shown. */
const AHEAD = { prepared: 24, observed: 6 } as const;

/** Looking at spectra one after the other, and saying what they are. */
export function LabellingPage() {
  const { jobId = "" } = useParams();
  const job = useQuery(jobQuery(jobId));
  const work = useLabelling(jobId);
  const { items, error } = work;
  const classes = useMemo(() => knownClasses(classesOf(job.data), items ?? []), [job.data, items]);
  return (
    <Page full crumbs={crumbsOf(jobId, job.data)} status={<PageStatus items={items} />}>
      {items === undefined || job.data === undefined ? (
        (error ?? job.error) ? (
          <ErrorNotice error={error ?? job.error} onRetry={work.retry} />
        ) : (
          <div className="placeholder" aria-busy="true" />
        )
      ) : items.length === 0 ? (
        <EmptyState title="Nothing to label here">
          <p>Spectra to label appear when an active-learning iteration has completed.</p>
        </EmptyState>
      ) : (
        <Workbench key={jobId} jobId={jobId} items={items} classes={classes} work={work} />
      )}
    </Page>
  );
}

function crumbsOf(jobId: string, job: Job | undefined) {
  const iteration =
    job?.iteration === undefined ? [] : [{ name: `iteration ${job.iteration}`, to: `/jobs/${jobId}` }];
  return [
    { name: "Experiments", to: "/experiments" },
    // Later iterations carry their number in the label; the next step of the way says it already.
    { name: job?.label.replace(/ #\d+$/, "") ?? "…", to: `/experiments/${jobId}` },
    ...iteration,
    { name: "Label" },
  ];
}

function PageStatus({ items }: { items: readonly Labelling[] | undefined }) {
  return (
    <>
      <SetCounters items={items ?? []} />
      <SaveState />
    </>
  );
}

interface WorkbenchProps {
  jobId: string;
  items: readonly Labelling[];
  classes: readonly string[];
  work: ReturnType<typeof useLabelling>;
}

function Workbench({ jobId, items, classes, work }: WorkbenchProps) {
  const [settings, change] = useSettings();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [helpOpen, setHelpOpen] = useState(false);
  const [commentRequest, setCommentRequest] = useState(0);
  const client = useQueryClient();
  const shown = useShown(items, settings);
  const { list, current, item } = shown;
  usePrefetch(jobId, list, current);
  // From the first moment on the page stays at its spectrum: another tab that labels it must not move this one.
  useLayoutEffect(() => {
    if (settings.at === "" && item !== undefined) change({ at: item.id });
  });

  const goTo = (index: number) => {
    if (index >= 0 && index < list.length) change({ at: list[index].id });
  };
  const goOn = (from: number, done: ReadonlySet<string> = new Set()) => {
    const left =
      done.size === 0 ? list : list.map((other) => (done.has(other.id) ? { ...other, label: "-" } : other));
    const next = nextUnlabelled(left, from, work.skipped);
    if (next !== undefined) goTo(next);
  };
  const isVisible = useIsVisible(jobId, item, settings);
  const label = (name: string | null) => {
    const targets = selected.size > 0 ? list.filter((other) => selected.has(other.id)) : item ? [item] : [];
    // Nobody labels a spectrum that has not been painted yet.
    if (targets.length === 0 || (!settings.grid && !isVisible)) return;
    work.change(targets, { label: name });
    setSelected(new Set());
    if (name !== null) goOn(current, new Set(targets.map((target) => target.id)));
  };
  const showLabelling = (id: string | undefined) => id !== undefined && change({ at: id });
  const pick = (index: number, how: "open" | "extend" | "toggle") => {
    if (how === "open") setSelected(new Set());
    if (how === "extend") {
      const [from, to] = [Math.min(current, index), Math.max(current, index)];
      setSelected(new Set(list.slice(from, to + 1).map(({ id }) => id)));
    }
    if (how === "toggle") setSelected(toggled(selected, list[index].id));
    goTo(index);
  };
  useLabellingKeys({
    settings,
    change,
    classes,
    helpOpen,
    label,
    step: (by) => goTo(Math.min(list.length - 1, Math.max(0, current + by))),
    goOn: () => goOn(current),
    skip: () => {
      if (item === undefined) return;
      work.skip(item.id);
      goOn(current);
    },
    undo: () => showLabelling(work.undo()),
    redo: () => showLabelling(work.redo()),
    comment: () => setCommentRequest((count) => count + 1),
    zoom: (factor) => {
      const all =
        item === undefined
          ? undefined
          : waveRange(client.getQueryData(preparedQuery(jobId, item.filename).queryKey)?.curve);
      if (all !== undefined) change({ view: zoomBy(settings.view ?? all, all, factor) });
    },
    select: () => item !== undefined && setSelected(toggled(selected, item.id)),
    help: () => setHelpOpen(true),
    escape: () => setSelected(new Set()),
  });

  return (
    <div className="workbench">
      <RefusedLabels />
      <div className="work-bars">
        <FilterBar
          items={items}
          filter={settings.filter}
          classes={classes}
          onChange={(filter) => change({ filter })}
        />
        <PlotControls settings={settings} onChange={change} onHelp={() => setHelpOpen(true)} />
      </div>
      <div className="work-panes">
        <section className="panel work-plot" aria-label="Spectrum">
          {item === undefined ? (
            <EmptyState title="No spectrum matches these filters">
              <button
                type="button"
                className="button"
                onClick={() => change({ filter: { set: "all", prediction: "", label: "" } })}
              >
                Show all
              </button>
            </EmptyState>
          ) : settings.grid ? (
            <ThumbnailGrid
              jobId={jobId}
              items={list}
              current={current}
              selected={selected}
              classes={classes}
              view={settings.view}
              onPick={pick}
            />
          ) : (
            <SpectrumPane jobId={jobId} filename={item.filename} settings={settings} onChange={change} />
          )}
        </section>
        {item !== undefined && (
          <aside className="panel work-side">
            <FactsPane jobId={jobId} item={item} classes={classes} />
            {settings.lines && (
              <RedshiftControl redshift={settings.redshift} onChange={(redshift) => change({ redshift })} />
            )}
            <LabelHistory labellingId={item.id} classes={classes} />
            <CommentField
              item={item}
              focusRequest={commentRequest}
              onComment={(comment) => work.change([item], { comment })}
            />
          </aside>
        )}
      </div>
      <ClassButtons
        classes={classes}
        current={item?.label}
        selectedCount={selected.size}
        canUndo={work.history.done.length > 0}
        canRedo={work.history.undone.length > 0}
        onLabel={label}
        onSkip={() => {
          if (item === undefined) return;
          work.skip(item.id);
          goOn(current);
        }}
        onUndo={() => showLabelling(work.undo())}
        onRedo={() => showLabelling(work.redo())}
      />
      <EndOfBatch jobId={jobId} items={items} classes={classes} />
      <BatchStrip items={list} current={current} classes={classes} skipped={work.skipped} onOpen={goTo} />
      <KeyHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

interface Shown {
  list: readonly Labelling[];
  /** Index in the list; -1 when it is empty. */
  current: number;
  item: Labelling | undefined;
}

// The one that is being looked at stays in the list even when its new label no longer matches the filter.
function useShown(items: readonly Labelling[], { filter, at }: Settings): Shown {
  return useMemo(() => {
    const matching = applyFilter(items, filter);
    const wanted = matching.findIndex((item) => item.id === at);
    if (wanted >= 0) return { list: matching, current: wanted, item: matching[wanted] };
    const hidden = at === "" ? undefined : items.find((item) => item.id === at);
    if (hidden !== undefined && filter.label !== "") {
      const ids = new Set(matching.map((item) => item.id));
      const list = items.filter((item) => ids.has(item.id) || item.id === at);
      return { list, current: list.indexOf(hidden), item: hidden };
    }
    const open = matching.findIndex((item) => item.label === undefined);
    const current = matching.length === 0 ? -1 : Math.max(0, open);
    return { list: matching, current, item: matching[current] };
  }, [items, filter, at]);
}

function useIsVisible(jobId: string, item: Labelling | undefined, settings: Settings): boolean {
  const name = item?.filename ?? "";
  const prepared = useQuery({ ...preparedQuery(jobId, name), enabled: item !== undefined });
  const observed = useQuery({ ...spectrumQuery(name), enabled: item !== undefined });
  const query = settings.source === "raw" ? observed : prepared;
  // A spectrum that cannot be fetched may still be labelled: the person sees the reason in its place.
  return !query.isPending;
}

function usePrefetch(jobId: string, list: readonly Labelling[], current: number): void {
  const client = useQueryClient();
  useEffect(() => {
    if (current < 0) return;
    const page = Math.floor(current / GRID_SIZE) * GRID_SIZE;
    for (const { filename } of list.slice(Math.max(0, page), current + AHEAD.prepared)) {
      void client.prefetchQuery(preparedQuery(jobId, filename));
    }
    for (const { filename } of list.slice(current + 1, current + 1 + AHEAD.observed)) {
      void client.prefetchQuery(spectrumQuery(filename));
    }
  }, [client, jobId, list, current]);
}

function waveRange(curve: Curve | undefined): Range | undefined {
  return curve === undefined ? undefined : fullView([{ curve, colour: "curve" }]);
}

function toggled(set: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

function EndOfBatch({
  jobId,
  items,
  classes,
}: {
  jobId: string;
  items: readonly Labelling[];
  classes: readonly string[];
}) {
  const navigate = useNavigate();
  const client = useQueryClient();
  useSyncExternalStore(labelOutbox.subscribe, () => labelOutbox.version);
  const next = useCreation(runNextIteration, (made) => {
    void client.invalidateQueries({ queryKey: ["experiment"] });
    navigate(`/experiments/${made.id}`);
  });
  const isDone = useMemo(() => {
    const batch = items.filter(isInBatch);
    return batch.length > 0 && batch.every((item) => item.label !== undefined);
  }, [items]);
  if (!isDone) return null;
  return (
    <BatchDone
      items={items}
      classes={classes}
      waiting={labelOutbox.state.waiting}
      starting={next.isPending}
      error={next.error === null ? undefined : sentenceOf(next.error)}
      onNext={() => next.start(jobId)}
    />
  );
}
