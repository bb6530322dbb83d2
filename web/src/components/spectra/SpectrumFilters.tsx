import { type FormEvent, useEffect, useId, useState } from "react";
import { type ArchiveSearch, FILTERS, type FilterName } from "../../api/archive.ts";
import { counted } from "../../hooks/format.ts";

interface Field {
  name: FilterName;
  label: string;
  placeholder?: string;
  /** Values to choose from; the first means all. */
  options?: readonly (readonly [value: string, words: string])[];
  type?: "date";
}

const FIELDS: readonly Field[] = [
  { name: "ra", label: "Right ascension", placeholder: "83.63 or 5:34:31.9" },
  { name: "dec", label: "Declination", placeholder: "22.01 or +22:00:52" },
  { name: "radius", label: "Radius, arcsec", placeholder: "5" },
  {
    name: "class",
    label: "Class",
    options: [
      ["", "any"],
      ["STAR", "star"],
      ["GALAXY", "galaxy"],
      ["QSO", "quasar"],
      ["UNKNOWN", "unknown"],
    ],
  },
  { name: "subclass", label: "Subclass begins with", placeholder: "B" },
  { name: "snr_min", label: "S/N at least", placeholder: "10" },
  { name: "mag_min", label: "Magnitude from" },
  { name: "mag_max", label: "Magnitude to" },
  { name: "z_min", label: "Redshift from" },
  { name: "z_max", label: "Redshift to" },
  { name: "date_from", label: "Observed from", type: "date" },
  { name: "date_to", label: "Observed to", type: "date" },
  { name: "plate", label: "Plate or plan" },
  {
    name: "state",
    label: "Files",
    options: [
      ["", "all"],
      ["read", "read"],
      ["waiting", "not read yet"],
      ["unreadable", "that cannot be read"],
    ],
  },
];

const SORTS = [
  ["found", "as found"],
  ["name", "name"],
  ["-snr", "S/N, best first"],
  ["mag", "magnitude, brightest first"],
  ["z", "redshift, lowest first"],
  ["-z", "redshift, highest first"],
  ["-date", "date, newest first"],
  ["distance", "distance from the position"],
] as const;

interface Props {
  search: ArchiveSearch;
  onSearch: (search: ArchiveSearch) => void;
}

/** What else a search is restricted by: position and header facts. It counts once it is sent. */
export function SpectrumFilters({ search, onSearch }: Props) {
  const [written, setWritten] = useState<ArchiveSearch["filters"]>(search.filters);
  // The address may change by other means, such as going back.
  const known = JSON.stringify(search.filters);
  useEffect(() => setWritten(JSON.parse(known)), [known]);
  const count = Object.keys(search.filters).length;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({ ...search, filters: cleaned(written), offset: 0 });
  };
  return (
    <details className="panel spectrum-filters" open={count > 0 || undefined}>
      <summary>Position and facts{count > 0 && ` (${counted(count, "filter")})`}</summary>
      <form className="panel-body" onSubmit={onSubmit}>
        <div className="filter-grid">
          {FIELDS.map((field) => (
            <FilterField
              key={field.name}
              field={field}
              value={written[field.name] ?? ""}
              onValue={(value) => setWritten((old) => ({ ...old, [field.name]: value }))}
            />
          ))}
          <Labelled label="Order">
            {(id) => (
              <select
                id={id}
                className="input"
                value={search.sort}
                onChange={(event) => onSearch({ ...search, sort: event.target.value, offset: 0 })}
              >
                {SORTS.map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
        </div>
        <div className="filters">
          <button type="submit" className="button primary">
            Search
          </button>
          <button
            type="button"
            className="button"
            disabled={count === 0 && Object.keys(cleaned(written)).length === 0}
            onClick={() => onSearch({ ...search, filters: {}, sort: "found", offset: 0 })}
          >
            Clear
          </button>
        </div>
      </form>
    </details>
  );
}

/** Only what is written, without spaces around it. */
export function cleaned(filters: ArchiveSearch["filters"]): ArchiveSearch["filters"] {
  const entries = FILTERS.map((name) => [name, filters[name]?.trim() ?? ""] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

function FilterField({
  field,
  value,
  onValue,
}: {
  field: Field;
  value: string;
  onValue: (value: string) => void;
}) {
  return (
    <Labelled label={field.label}>
      {(id) =>
        field.options === undefined ? (
          <input
            id={id}
            className="input"
            type={field.type ?? "text"}
            placeholder={field.placeholder}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => onValue(event.target.value)}
          />
        ) : (
          <select id={id} className="input" value={value} onChange={(event) => onValue(event.target.value)}>
            {field.options.map(([option, words]) => (
              <option key={option} value={option}>
                {words}
              </option>
            ))}
          </select>
        )
      }
    </Labelled>
  );
}

function Labelled({ label, children }: { label: string; children: (id: string) => React.ReactNode }) {
  const id = useId();
  return (
    <div>
      <label className="small" htmlFor={id}>
        {label}
      </label>
      {children(id)}
    </div>
  );
}
