interface Props {
  path: string;
  root: string;
  /** What the root is called, where not after its directory. */
  rootName?: string;
  onOpen: (path: string) => void;
}

/** The way from the root to a directory, each step a link. */
export function PathCrumbs({ path, root, rootName, onOpen }: Props) {
  return (
    <nav className="path-crumbs" aria-label="Directory">
      {stepsOf(path, root, rootName).map(({ name, to }, i, steps) =>
        i === steps.length - 1 ? (
          <strong key={to}>{name}</strong>
        ) : (
          <span key={to}>
            <button type="button" className="link" onClick={() => onOpen(to)}>
              {name}
            </button>{" "}
            /{" "}
          </span>
        ),
      )}
    </nav>
  );
}

/** The steps of a path below its root. */
export function stepsOf(path: string, root: string, rootName?: string): { name: string; to: string }[] {
  const base = root === "/" ? "" : root;
  const name = rootName ?? (root === "/" ? "files" : (root.split("/").at(-1) ?? root));
  const steps = [{ name, to: root }];
  let to = base;
  for (const name of path.slice(base.length).split("/").filter(Boolean)) {
    to = `${to}/${name}`;
    steps.push({ name, to });
  }
  return steps;
}
