import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { createDirectory, deleteDirectory, deleteFile, joinPath } from "../../api/files.ts";
import { sentenceOf } from "../../api/problem.ts";
import { useFileDrop } from "../../hooks/useFileDrop.ts";
import { Icon } from "../Icon.tsx";
import { Loaded } from "../Loaded.tsx";
import { ErrorNotice } from "../Notice.tsx";
import { UploadButton } from "../UploadButton.tsx";
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
  const add = (files: File[]) => uploads.add(path, files);
  const dropping = useFileDrop(add);
  return (
    <section className="panel drop" aria-label="Files" {...dropping}>
      <div className="panel-head">
        <PathCrumbs path={path} root={root} onOpen={open} />
        <NewDirectory onCreate={(name) => void attempt(() => createDirectory(path, name))} />
        <UploadButton label="Files to upload" multiple onFiles={add}>
          Upload
        </UploadButton>
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
