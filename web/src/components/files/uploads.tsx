import { useState } from "react";
import { uploadFile } from "../../api/client.ts";
import { sentenceOf } from "../../api/problem.ts";

/** A file on its way to the server. */
interface Upload {
  key: number;
  name: string;
  directory: string;
  file: File;
  /** Part that has been sent, 0 to 1. */
  sent: number;
  error?: string;
}

/** The uploads of this page. */
export interface Uploads {
  list: readonly Upload[];
  add: (directory: string, files: readonly File[]) => void;
  retry: (key: number) => void;
  dismiss: (key: number) => void;
}

let lastKey = 0;

/** Uploads files one after the other; `onDone` runs after each. */
export function useUploads(onDone: () => void): Uploads {
  const [list, setList] = useState<readonly Upload[]>([]);
  const change = (key: number, part: Partial<Upload>) =>
    setList((old) => old.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));
  const dismiss = (key: number) => setList((old) => old.filter((upload) => upload.key !== key));

  const send = async (uploads: readonly Upload[]) => {
    for (const upload of uploads) {
      try {
        await uploadFile(upload.directory, upload.file, (sent) => change(upload.key, { sent }));
        dismiss(upload.key);
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
        return { key: lastKey, name: file.name, directory, file, sent: 0 };
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
    dismiss,
  };
}

/** Files on their way, each with its progress or what went wrong. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  if (uploads.list.length === 0) return null;
  return (
    <ul className="uploads list-plain" aria-label="Uploads">
      {uploads.list.map(({ key, name, sent, error }) => (
        <li key={key}>
          <span className="file-name">{name}</span>
          {error === undefined ? (
            <span
              className="progress"
              role="progressbar"
              aria-label={`Upload of ${name}`}
              aria-valuenow={Math.round(sent * 100)}
            >
              <span style={{ width: `${sent * 100}%` }} />
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
