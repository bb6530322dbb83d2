import { useEffect, useState } from "react";
import { uploadFile } from "../../api/client.ts";
import { sentenceOf } from "../../api/problem.ts";
import { formatPercent, formatSize } from "../../hooks/format.ts";

/** A file on its way to the server. */
interface Upload {
  key: number;
  name: string;
  directory: string;
  file: File;
  /** Part that has been sent, 0 to 1. */
  sent: number;
  stop: AbortController;
  error?: string;
}

/** The uploads of this page. */
export interface Uploads {
  list: readonly Upload[];
  add: (directory: string, files: readonly File[]) => void;
  retry: (key: number) => void;
  /** Takes an upload off the list; one on its way is stopped. */
  dismiss: (key: number) => void;
}

let lastKey = 0;

/** Uploads files one after the other; `onDone` runs after each. */
export function useUploads(onDone: () => void): Uploads {
  const [list, setList] = useState<readonly Upload[]>([]);
  const change = (key: number, part: Partial<Upload>) =>
    setList((old) => old.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));
  const remove = (key: number) => setList((old) => old.filter((upload) => upload.key !== key));
  useLeaveWarning(list.some(({ error }) => error === undefined));

  const send = async (uploads: readonly Upload[]) => {
    for (const upload of uploads) {
      if (upload.stop.signal.aborted) continue;
      try {
        await uploadFile(
          upload.directory,
          upload.file,
          (sent) => change(upload.key, { sent }),
          upload.stop.signal,
        );
        remove(upload.key);
      } catch (error) {
        change(upload.key, { error: sentenceOf(error) });
      }
      onDone();
    }
  };
  return {
    list,
    add: (directory, files) => {
      const uploads = files.map((file): Upload => {
        lastKey += 1;
        return { key: lastKey, name: file.name, directory, file, sent: 0, stop: new AbortController() };
      });
      setList((old) => [...old, ...uploads]);
      void send(uploads);
    },
    retry: (key) => {
      const upload = list.find((candidate) => candidate.key === key);
      if (upload === undefined) return;
      change(key, { error: undefined, sent: 0 });
      void send([upload]);
    },
    dismiss: (key) => {
      list.find((upload) => upload.key === key)?.stop.abort();
      remove(key);
    },
  };
}

/** The browser asks before it leaves the page while something is on its way. */
function useLeaveWarning(isBusy: boolean): void {
  useEffect(() => {
    if (!isBusy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isBusy]);
}

/** Files on their way, each with its progress or what went wrong. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  if (uploads.list.length === 0) return null;
  return (
    <ul className="uploads list-plain" aria-label="Uploads">
      {uploads.list.map(({ key, name, file, sent, error }) => (
        <li key={key}>
          <span className="file-name">{name}</span>
          {error === undefined ? (
            <span className="button-row">
              <span
                className="progress"
                role="progressbar"
                aria-label={`Upload of ${name}`}
                aria-valuenow={Math.round(sent * 100)}
              >
                <span style={{ width: `${sent * 100}%` }} />
              </span>
              <span className="small muted">
                {formatPercent(sent, 0)} of {formatSize(file.size)}
              </span>
              <button
                type="button"
                className="button quiet small"
                aria-label={`Stop the upload of ${name}`}
                onClick={() => uploads.dismiss(key)}
              >
                Stop
              </button>
            </span>
          ) : (
            <span className="button-row" role="alert">
              <span className="save-refused">{error}</span>
              <button type="button" className="button small" onClick={() => uploads.retry(key)}>
                Try again
              </button>
              <button type="button" className="button quiet small" onClick={() => uploads.dismiss(key)}>
                Dismiss
              </button>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
