import { type MouseEvent, useLayoutEffect, useState } from "react";
import type { Labelling } from "../../api/labellings.ts";
import { EmptyState } from "../Notice.tsx";
import { BatchStrip } from "./BatchStrip.tsx";
import { ClassButtons } from "./ClassButtons.tsx";
import { CommentField } from "./CommentField.tsx";
import { EndOfBatch } from "./EndOfBatch.tsx";
import { FactsPane } from "./FactsPane.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { KeyHelp } from "./KeyHelp.tsx";
import { LabelHistory } from "./LabelHistory.tsx";
import { PeopleHere } from "./PeopleHere.tsx";
import { PlotControls } from "./PlotControls.tsx";
import { RedshiftControl } from "./RedshiftControl.tsx";
import { RefusedLabels } from "./SaveState.tsx";
import { SpectrumPane } from "./SpectrumPane.tsx";
import { useSettings } from "./settings.ts";
import { ThumbnailGrid } from "./ThumbnailGrid.tsx";
import { useDecisions } from "./useDecisions.ts";
import type { LabellingWork } from "./useLabelling.ts";
import { useLabellingKeys } from "./useLabellingKeys.ts";
import { useSeat, useWish } from "./useSeat.ts";
import { useIsVisible, usePrefetch, useShown } from "./useShown.ts";
import { useViewKeys } from "./useViewKeys.ts";
import { WhoseLabel } from "./WhoseLabel.tsx";

const NO_REPEATS: readonly string[] = [];

interface Props {
  jobId: string;
  items: readonly Labelling[];
  classes: readonly string[];
  work: LabellingWork;
}

/** Where spectra are looked at and labelled: one at a time or as thumbnails, by key or by button. */
export function Workbench({ jobId, items, classes, work }: Props) {
  const [settings, change] = useSettings();
  const [helpOpen, setHelpOpen] = useState(false);
  const [commentRequest, setCommentRequest] = useState(0);
  const seat = useSeat(jobId);
  const shown = useShown(items, settings, seat.asking);
  const { list, current, item } = shown;
  useWish(seat, list, current, work.skipped);
  usePrefetch(jobId, list, current);
  // From the first moment on the page stays at its spectrum: another tab that labels it must not move this one.
  useLayoutEffect(() => {
    if (settings.at === "" && item !== undefined && seat.isReady) change({ at: item.id });
  });
  const isPainted = useIsVisible(jobId, item, settings);
  const isSeen = seat.isReady && (settings.grid || isPainted);
  const decisions = useDecisions(work, shown, isSeen, change, seat.asking);
  const { stated, ...moves } = useViewKeys(jobId, item, settings, change);
  useLabellingKeys({
    settings,
    change,
    classes,
    helpOpen,
    ...decisions,
    label: decisions.labelByKey,
    ...moves,
    comment: () => setCommentRequest((count) => count + 1),
    help: () => setHelpOpen(true),
    escape: decisions.clearSelection,
  });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only takes the focus away that a pointer left behind.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above.
    <div className="workbench" onClick={leaveButton}>
      <RefusedLabels />
      <PeopleHere others={seat.others} items={list} />
      <div className="work-bars">
        <FilterBar
          items={items}
          filter={settings.filter}
          classes={classes}
          onChange={(filter) => change({ filter })}
        />
        <PlotControls
          settings={settings}
          classes={classes}
          onChange={change}
          onHelp={() => setHelpOpen(true)}
        />
      </div>
      <div className="work-panes">
        <section className="panel work-plot" aria-label="Spectrum">
          {item === undefined ? (
            <NoMatch onShowAll={() => change({ filter: { set: "all", prediction: "", label: "" } })} />
          ) : settings.grid ? (
            <ThumbnailGrid
              jobId={jobId}
              items={list}
              current={current}
              selected={decisions.selected}
              classes={classes}
              view={settings.view}
              onPick={decisions.pick}
            />
          ) : (
            <SpectrumPane
              jobId={jobId}
              filename={item.filename}
              sameStar={item.sameStar ?? NO_REPEATS}
              items={items}
              settings={settings}
              onChange={change}
            />
          )}
        </section>
        {item !== undefined && (
          <aside className="panel work-side">
            <FactsPane jobId={jobId} item={item} classes={classes} />
            <WhoseLabel item={item} classes={classes} />
            {settings.lines && (
              <RedshiftControl
                stated={stated}
                shift={settings.redshift}
                onChange={(redshift) => change({ redshift })}
              />
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
        selectedCount={decisions.selected.size}
        canUndo={work.history.done.length > 0}
        canRedo={work.history.undone.length > 0}
        onLabel={decisions.label}
        onSkip={decisions.skip}
        onUndo={decisions.undo}
        onRedo={decisions.redo}
      />
      <EndOfBatch jobId={jobId} items={items} classes={classes} />
      <BatchStrip
        items={list}
        current={current}
        classes={classes}
        skipped={work.skipped}
        others={seat.others}
        onOpen={decisions.goTo}
      />
      <KeyHelp open={helpOpen} classes={classes} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

// A button that was clicked keeps the focus, and the next Space or Enter would press it again, for another spectrum.
function leaveButton(event: MouseEvent): void {
  // A press by keyboard has no clicks to count.
  if (event.detail === 0) return;
  if (event.target instanceof Element) event.target.closest("button")?.blur();
}

function NoMatch({ onShowAll }: { onShowAll: () => void }) {
  return (
    <EmptyState title="No spectrum matches these filters">
      <button type="button" className="button" onClick={onShowAll}>
        Show all
      </button>
    </EmptyState>
  );
}
