import type { Labelling } from "../../api/labellings.ts";
import type { Prediction } from "../../api/spectra.ts";
import { formatPercent } from "../../hooks/format.ts";
import { classColour } from "../plot/palette.ts";
import { ClassChip } from "./ClassChip.tsx";

interface Props {
  item: Labelling;
  /** Absent where the server knows no more than the labelling says. */
  prediction: Prediction | undefined;
  classes: readonly string[];
}

/** What the model says of a spectrum: each class with its probability, or the little that is known. */
export function ModelOpinion({ item, prediction, classes }: Props) {
  if (prediction === undefined && item.prediction === undefined)
    return <p className="small muted">No model yet: iteration 0 teaches the first one.</p>;
  if (prediction === undefined) {
    return (
      <div className="opinion">
        <p>
          model: <ClassChip name={item.prediction ?? ""} classes={classes} />
          {item.probability !== undefined && <> {formatPercent(item.probability, 0)}</>}
        </p>
        <Entropy value={item.entropy} classes={classes.length} />
      </div>
    );
  }
  return (
    <div className="opinion">
      <h3 className="small muted">model</h3>
      <ul className="opinion-bars">
        {prediction.probabilities.map(([name, part]) => (
          <li className="opinion-row" key={name}>
            <ClassChip name={name} classes={classes} />
            <span
              className="opinion-bar"
              style={{ width: `${part * 100}%`, background: classColour(classes.indexOf(name)) }}
            />
            <span className="small number">{formatPercent(part, 0)}</span>
          </li>
        ))}
      </ul>
      <Entropy value={prediction.entropy} classes={prediction.probabilities.length} />
    </div>
  );
}

function Entropy({ value, classes }: { value: number | undefined; classes: number }) {
  if (value === undefined) return null;
  const hint = entropyHint(classes);
  return (
    <p className="small muted" title={hint}>
      entropy {value.toFixed(2)}
      <span className="visually-hidden">. {hint}</span>
    </p>
  );
}

/** What an entropy over so many classes means, in plain words. */
export function entropyHint(classes: number): string {
  const scale = "How torn the model is: 0 when it is sure of one class";
  if (classes < 2) return `${scale}.`;
  return `${scale}, ${Math.log(classes).toFixed(2)} when all ${classes} are equally likely.`;
}
