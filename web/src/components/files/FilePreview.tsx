import { useQuery } from "@tanstack/react-query";
import { downloadUrl } from "../../api/client.ts";
import { Icon } from "../Icon.tsx";
import { ErrorNotice } from "../Notice.tsx";
import { fileTextQuery } from "./queries.ts";

/** How much of a text is shown. */
const BYTES = 256 * 1024;
const TEXT = /\.(json|txt|log|csv|tsv|md|toml|ya?ml|xml|py|sh|ini|cfg)$/i;
const IMAGE = /\.(png|jpe?g|gif|webp)$/i;

interface Props {
  directory: string;
  filename: string;
  onClose: () => void;
}

/** A look into a file: text, JSON and images. */
export function FilePreview({ directory, filename, onClose }: Props) {
  return (
    <section className="preview" aria-label={`Preview of ${filename}`}>
      <div className="panel-head">
        <h2>{filename}</h2>
        <a className="button small" href={downloadUrl(directory, filename)} download={filename}>
          <Icon name="download" /> Download
        </a>
        <button
          type="button"
          className="button quiet small icon-only"
          aria-label="Close the preview"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      {IMAGE.test(filename) ? (
        <img className="preview-image" src={downloadUrl(directory, filename)} alt={filename} />
      ) : TEXT.test(filename) ? (
        <TextPreview directory={directory} filename={filename} />
      ) : (
        <p className="panel-body muted">No preview for this kind of file.</p>
      )}
    </section>
  );
}

function TextPreview({ directory, filename }: { directory: string; filename: string }) {
  const { data, error, refetch } = useQuery(fileTextQuery(directory, filename, BYTES));
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <div className="placeholder" aria-busy="true" />;
  return (
    <>
      {data.truncated && (
        <p className="panel-body small muted">The beginning of the file; download it for the rest.</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard. */}
      <pre className="log" tabIndex={0}>
        {filename.endsWith(".json") && !data.truncated ? indented(data.text) : data.text}
      </pre>
    </>
  );
}

/** JSON with line breaks; numbers of a list stay on one line. Text that is no JSON stays as it is. */
export function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).replace(
      /\[\s+([-\d.eE+,\s]+?)\s+\]/g,
      (_, list: string) => {
        return `[${list.replace(/\s+/g, " ")}]`;
      },
    );
  } catch {
    return text;
  }
}
