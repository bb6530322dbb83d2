import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { createDirectory, deleteDirectory, deleteFile, joinPath } from "../../api/files.ts";
import { sentenceOf } from "../../api/problem.ts";
import { Icon } from "../Icon.tsx";
import { Loaded } from "../Loaded.tsx";
import { ErrorNotice } from "../Notice.tsx";
import { FileList } from "./FileList.tsx";
import { FilePreview } from "./FilePreview.tsx";
import { PathCrumbs } from "./PathCrumbs.tsx";
import { filesQuery } from "./queries.ts";
import { UploadList, useUploads } from "./uploads.tsx";

interface Props {
  /** The directory that is shown at first. */
  path: string;
  /** The browser does not go above it. */
  root: string;
}

/** Directories and files, with upload, download, preview and delete. The place is in the address. */
export function FileBrowser({ path: first, root }: Props) {
  const [params, setParams] = useSearchParams();
  const path = params.get("path") ?? first;
  const previewed = params.get("file");
  const client = useQueryClient();
  const query = useQuery(filesQuery(path));
  const [error, setError] = useState<string>();
  const [isOver, setIsOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["files", path] });
  const uploads = useUploads(refresh);

  const attempt = async (work: () => Promise<void>) => {
    setError(undefined);
    try {
      await work();
    } catch (failure) {
      setError(sentenceOf(failure));
    }
    await refresh();
  };
  const open = (directory: string) => setParams(directory === first ? {} : { path: directory });
  const preview = (file: string | undefined) => {
    const place: Record<string, string> = path === first ? {} : { path };
    setParams(file === undefined ? place : { ...place, file }, { replace: true });
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    uploads.add(path, [...event.dataTransfer.files]);
  };
  return (
    <section
      className="panel drop"
      aria-label="Files"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      <div className="panel-head">
        <PathCrumbs path={path} root={root} onOpen={open} />
        <NewDirectory onCreate={(name) => void attempt(() => createDirectory(path, name))} />
        <button type="button" className="button small" onClick={() => picker.current?.click()}>
          <Icon name="upload" /> Upload
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            uploads.add(path, [...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </div>
      {error !== undefined && <ErrorNotice error={new Error(error)} />}
      <UploadList uploads={uploads} />
      <Loaded query={query}>
        {(listing) => (
          <FileList
            listing={listing}
            previewed={previewed ?? undefined}
            onOpen={(name) => open(joinPath(path, name))}
            onPreview={preview}
            onDeleteFile={(name) => void attempt(() => deleteFile(path, name))}
            onDeleteDirectory={(name) => void attempt(() => deleteDirectory(path, name))}
          />
        )}
      </Loaded>
      {previewed !== null && (
        <FilePreview
          key={previewed}
          directory={path}
          filename={previewed}
          onClose={() => preview(undefined)}
        />
      )}
    </section>
  );
}

function NewDirectory({ onCreate }: { onCreate: (name: string) => void }) {
  const [naming, setNaming] = useState(false);
  if (!naming) {
    return (
      <button type="button" className="button small" onClick={() => setNaming(true)}>
        <Icon name="plus" /> Directory
      </button>
    );
  }
  return (
    <form
      className="button-row"
      onSubmit={(event) => {
        event.preventDefault();
        const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
        setNaming(false);
        if (name !== "") onCreate(name);
      }}
    >
      <input
        className="input"
        name="name"
        aria-label="Name of the new directory"
        placeholder="name"
        // biome-ignore lint/a11y/noAutofocus: the field appears where the person just pressed.
        autoFocus
        onKeyDown={(event) => event.key === "Escape" && setNaming(false)}
      />
      <button type="submit" className="button small primary">
        Create
      </button>
    </form>
  );
}
