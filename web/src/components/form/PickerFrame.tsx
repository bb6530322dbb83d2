import { type ReactNode, useRef } from "react";
import { PathCrumbs } from "../files/PathCrumbs.tsx";
import { Icon } from "../Icon.tsx";

interface Props {
  path: string;
  /** What the root is called. */
  rootName: string;
  onOpen: (path: string) => void;
  onClose: () => void;
  /** Beside the path. */
  action?: ReactNode;
  /** Gets what opens a directory from the list. */
  children: (open: (path: string) => void) => ReactNode;
}

/** The frame of a picker: where it is, the way up, and what is there. Escape closes it. */
export function PickerFrame({ path, rootName, onOpen, onClose, action, children }: Props) {
  const frame = useRef<HTMLFieldSetElement>(null);
  const open = (next: string) => {
    onOpen(next);
    // The pressed name goes with its directory; the keyboard goes on from the frame.
    frame.current?.focus();
  };
  return (
    <fieldset
      ref={frame}
      className="path-picker panel"
      tabIndex={-1}
      aria-label={`In ${path}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="panel-head small">
        <PathCrumbs path={path} root="/" rootName={rootName} onOpen={open} />
        {action}
      </div>
      {children(open)}
    </fieldset>
  );
}

/** A name in a picker. */
export function PickerItem({
  icon,
  name,
  onPick,
}: {
  icon: "folder" | "file";
  name: string;
  onPick: () => void;
}) {
  return (
    <li>
      <button type="button" className="link" title={name} onClick={onPick}>
        <Icon name={icon} /> <span className="file-name">{name}</span>
      </button>
    </li>
  );
}
