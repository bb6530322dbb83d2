import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Disagreement, reopen, type Shared, settle } from "../../api/agreement.ts";
import { UNSURE } from "../../api/campaigns.ts";
import { formatCount } from "../../hooks/format.ts";
import { useDigitLegends } from "../../hooks/useDigitLegends.ts";
import { type KeyMap, useKeys } from "../../hooks/useKeys.ts";
import { useSession } from "../account/useSession.ts";
import { ClassChip } from "../labelling/ClassChip.tsx";
import { FactsPane } from "../labelling/FactsPane.tsx";
import { SpectrumPane } from "../labelling/SpectrumPane.tsx";
import { useSettings } from "../labelling/settings.ts";
import { digitClasses } from "../labelling/useLabellingKeys.ts";
import { EmptyState, ErrorNotice } from "../Notice.tsx";
import { classColour } from "../plot/palette.ts";
import { disagreementsQuery } from "./queries.ts";

const NONE: readonly string[] = [];

interface Props {
  shared: Shared;
  total: number;
  disagreements: readonly Disagreement[];
  classes: readonly string[];
}

/** What people differ about, one after the other: who says what, and a digit says which label counts. */
export function DisagreementQueue({ shared, total, disagreements, classes }: Props) {
  const client = useQueryClient();
  const [settings, change] = useSettings();
  const [last, setLast] = useState<string>();
  const role = useSession()?.user?.role;
  const maySettle = role === "member" || role === "administrator";
  const place = Math.max(
    0,
    disagreements.findIndex(({ labelling }) => labelling.id === settings.at),
  );
  const shown = disagreements[place] as Disagreement | undefined;
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ["agreement"] });
    void client.invalidateQueries({ queryKey: ["labellings"] });
    return client.invalidateQueries(disagreementsQuery(shared));
  };
  const settling = useMutation({
    mutationFn: ({ id, label }: { id: string; label: string }) => settle(id, label),
    onSuccess: (_, { id }) => {
      setLast(id);
      return refresh();
    },
  });
  const undoing = useMutation({
    mutationFn: reopen,
    onSuccess: (_, id) => {
      setLast(undefined);
      change({ at: id });
      return refresh();
    },
  });
  const isBusy = settling.isPending || undoing.isPending;
  const choose = (label: string) => {
    if (shown === undefined || !maySettle || isBusy) return;
    // The next one is shown at once; the list without this one is on its way.
    change({ at: (disagreements[place + 1] ?? disagreements[place - 1])?.labelling.id ?? "" });
    settling.mutate({ id: shown.labelling.id, label });
  };
  const go = (by: number) => {
    const next = disagreements[Math.min(disagreements.length - 1, Math.max(0, place + by))];
    if (next !== undefined) change({ at: next.labelling.id });
  };
  const undo = () => last !== undefined && !isBusy && undoing.mutate(last);
  const keys: KeyMap = {
    arrowleft: () => go(-1),
    arrowright: () => go(1),
    n: () => go(1),
    u: () => void undo(),
  };
  if (classes.includes(UNSURE)) keys.digit0 = () => choose(UNSURE);
  digitClasses(classes).forEach((name, i) => {
    keys[`digit${i + 1}`] = () => choose(name);
  });
  useKeys(keys);
  const error = settling.error ?? undoing.error;
  return (
    <div className="workbench">
      <h1 className="visually-hidden">Disagreements</h1>
      {error !== null && <ErrorNotice error={error} />}
      {shown === undefined ? (
        <EmptyState title="Nobody differs about anything">
          <p>Spectra that people label differently appear here, once all have answered who are asked.</p>
          {last !== undefined && <UndoButton onUndo={undo} />}
        </EmptyState>
      ) : (
        <>
          <div className="work-panes">
            <section className="panel work-plot" aria-label="Spectrum">
              <SpectrumPane
                jobId={shown.jobId}
                filename={shown.labelling.filename}
                sameStar={shown.labelling.sameStar ?? NONE}
                items={[]}
                settings={settings}
                onChange={change}
              />
            </section>
            <aside className="panel work-side">
              <p className="small muted">
                {formatCount(place + 1)} of {formatCount(total)}
              </p>
              <Opinions disagreement={shown} classes={classes} />
              <FactsPane jobId={shown.jobId} item={shown.labelling} classes={classes} />
            </aside>
          </div>
          {maySettle ? (
            <Choices classes={classes} isBusy={isBusy} onChoose={choose}>
              {last !== undefined && <UndoButton onUndo={undo} />}
            </Choices>
          ) : (
            <p className="muted">A member or an administrator settles which label counts.</p>
          )}
        </>
      )}
    </div>
  );
}

function Opinions({ disagreement, classes }: { disagreement: Disagreement; classes: readonly string[] }) {
  const { labelling, opinions } = disagreement;
  return (
    <section aria-label="Opinions">
      <ul className="disagreement-opinions">
        {opinions
          .filter(({ label }) => label !== undefined)
          .map(({ author, label, comment }) => (
            <li key={author ?? ""}>
              <ClassChip name={label ?? ""} classes={classes} />
              <span>{author ?? "somebody without an account"}</span>
              {comment !== undefined && <span className="muted">“{comment}”</span>}
            </li>
          ))}
      </ul>
      <p className="small muted">
        counts so far: <ClassChip name={labelling.counts?.label ?? labelling.label ?? ""} classes={classes} />
      </p>
    </section>
  );
}

interface ChoicesProps {
  classes: readonly string[];
  isBusy: boolean;
  onChoose: (label: string) => void;
  children?: React.ReactNode;
}

/** The labels that may count, each with its key. */
function Choices({ classes, isBusy, onChoose, children }: ChoicesProps) {
  const legendOf = useDigitLegends();
  return (
    <div className="class-buttons" role="toolbar" aria-label="The label that counts">
      {classes.map((name, i) => (
        <button
          type="button"
          key={name}
          className="button class-button"
          disabled={isBusy}
          style={{ "--chip": classColour(i) } as React.CSSProperties}
          onClick={() => onChoose(name)}
        >
          {name === UNSURE ? <kbd>0</kbd> : i < 9 && <kbd>{legendOf(i + 1)}</kbd>}
          <span className="chip">{name === UNSURE ? "unsure" : name}</span>
        </button>
      ))}
      <span className="class-buttons-end">{children}</span>
    </div>
  );
}

function UndoButton({ onUndo }: { onUndo: () => unknown }) {
  return (
    <button type="button" className="button quiet" onClick={onUndo}>
      <kbd>U</kbd> undo
    </button>
  );
}
