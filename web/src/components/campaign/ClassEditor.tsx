interface Props {
  classes: readonly { name: string; isWanted: boolean }[];
  onChange: (classes: readonly { name: string; isWanted: boolean }[]) => void;
}

/** As many as there are digit keys, less the one of "unsure". */
const MOST = 9;

/** The classes of a search: names, and a star on what is searched for. */
export function ClassEditor({ classes, onChange }: Props) {
  const change = (at: number, part: Partial<{ name: string; isWanted: boolean }>) =>
    onChange(classes.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="class-editor">
      <legend>Classes</legend>
      <p className="small muted">What you will tell apart. The star marks what is searched for.</p>
      <ul>
        {classes.map(({ name, isWanted }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a class has nothing else that stays while its name is written
          <li key={i}>
            <button
              type="button"
              className="button small star"
              aria-pressed={isWanted}
              aria-label={`${name || `class ${i + 1}`} is searched for`}
              onClick={() => change(i, { isWanted: !isWanted })}
            >
              {isWanted ? "★" : "☆"}
            </button>
            <input
              className="input"
              aria-label={`Name of class ${i + 1}`}
              maxLength={30}
              value={name}
              onChange={(event) => change(i, { name: event.target.value })}
            />
            {classes.length > 2 && (
              <button
                type="button"
                className="button small quiet"
                aria-label={`Remove ${name || `class ${i + 1}`}`}
                onClick={() => onChange(classes.filter((_, at) => at !== i))}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      {classes.length < MOST && (
        <button
          type="button"
          className="button small"
          onClick={() => onChange([...classes, { name: "", isWanted: false }])}
        >
          Add a class
        </button>
      )}
    </fieldset>
  );
}
