import { LIST_FORMATS, listUrl, methodsUrl, provenanceUrl } from "../../api/campaigns.ts";

interface Props {
  campaignId: string;
  /** The audit that has frozen the list; the newest list where it is absent. */
  audit?: number;
}

/** A list as files that other programs read, and where it came from. */
export function ListExports({ campaignId, audit }: Props) {
  return (
    <span className="list-exports small">
      List as{" "}
      {LIST_FORMATS.map(({ format, name }) => (
        <a key={format} href={listUrl(campaignId, format, audit)} download>
          {name}
        </a>
      ))}
      <a href={provenanceUrl(campaignId)} download>
        Provenance
      </a>
      <a href={methodsUrl(campaignId)} target="_blank" rel="noreferrer">
        Methods paragraph
      </a>
    </span>
  );
}
