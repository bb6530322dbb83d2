import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { downloadUrl } from "../../api/client.ts";
import type { FileEntry, Listing } from "../../api/files.ts";
import { formatSize } from "../../hooks/format.ts";
import { Age } from "../Age.tsx";
import { ConfirmButton } from "../ConfirmButton.tsx";
import { Icon } from "../Icon.tsx";
import { EmptyState } from "../Notice.tsx";

interface Props {
  listing: Listing;
  previewed: string | undefined;
  onOpen: (directory: string) => void;
  onPreview: (file: string) => void;
  onDeleteFile: (file: string) => void;
  onDeleteDirectory: (directory: string) => void;
}

const ROW = 40;

/** What a directory holds, directories first. A directory of 100,000 files scrolls like one of ten. */
export function FileList(props: Props) {
  const { listing } = props;
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: listing.directories.length + listing.files.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  if (listing.directories.length + listing.files.length === 0) {
    return (
      <EmptyState title="This directory is empty">
        <p>Drop files here to upload them.</p>
      </EmptyState>
    );
  }
  return (
    <div ref={frame} className="file-list">
      <div className="file-rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div key={index} className="file-row" style={{ transform: `translateY(${start}px)` }}>
            {index < listing.directories.length ? (
              <DirectoryRow name={listing.directories[index]} {...props} />
            ) : (
              <FileRow file={listing.files[index - listing.directories.length]} {...props} />
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function DirectoryRow({ name, onOpen, onDeleteDirectory }: Props & { name: string }) {
  return (
    <>
      <Icon name="folder" />
      <button type="button" className="link file-name" onClick={() => onOpen(name)}>
        {name}
      </button>
      <span />
      <span />
      <span className="file-actions">
        <ConfirmButton
          className="button quiet small"
          label={`Delete ${name}`}
          question={`Delete ${name} and all in it?`}
          confirm="Delete"
          onConfirm={() => onDeleteDirectory(name)}
        >
          Delete
        </ConfirmButton>
      </span>
    </>
  );
}

function FileRow({ file, listing, previewed, onPreview, onDeleteFile }: Props & { file: FileEntry }) {
  return (
    <>
      <Icon name="file" />
      <button
        type="button"
        className="link file-name"
        aria-pressed={previewed === file.name}
        onClick={() => onPreview(file.name)}
      >
        {file.name}
      </button>
      <span className="number muted">{formatSize(file.size)}</span>
      <span className="muted small">
        <Age date={file.modifiedAt} />
      </span>
      <span className="file-actions">
        <a
          className="button quiet small"
          href={downloadUrl(listing.path, file.name)}
          download={file.name}
          aria-label={`Download ${file.name}`}
        >
          <Icon name="download" />
        </a>
        <ConfirmButton
          className="button quiet small"
          label={`Delete ${file.name}`}
          question="Delete it?"
          confirm="Delete"
          onConfirm={() => onDeleteFile(file.name)}
        >
          Delete
        </ConfirmButton>
      </span>
    </>
  );
}
