import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { HeaderUnit } from "../../api/header.ts";
import { Loaded } from "../Loaded.tsx";
import { headerQuery } from "./queries.ts";

/** Every card of the file's headers, fetched when it is opened. */
export function HeaderCards({ filename, directory }: { filename: string; directory?: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="panel" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All header cards</summary>
      {isOpen && <Cards filename={filename} directory={directory} />}
    </details>
  );
}

function Cards({ filename, directory }: { filename: string; directory?: string }) {
  const [wanted, setWanted] = useState("");
  const query = useQuery(headerQuery(filename, directory));
  return (
    <div className="panel-body">
      <Loaded query={query}>
        {(units) =>
          units.length === 0 ? (
            <p className="muted">The file is not FITS and has no header cards.</p>
          ) : (
            <>
              <input
                className="input"
                type="search"
                aria-label="Find in the header"
                placeholder="keyword, value or comment"
                value={wanted}
                onChange={(event) => setWanted(event.target.value)}
              />
              {units.map((unit, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: units have an order and no other name.
                <Unit key={i} number={i} unit={unit} wanted={wanted.trim().toLowerCase()} />
              ))}
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function Unit({ number, unit, wanted }: { number: number; unit: HeaderUnit; wanted: string }) {
  const cards = unit.cards.filter(({ keyword, value, comment }) =>
    `${keyword} ${value ?? ""} ${comment}`.toLowerCase().includes(wanted),
  );
  if (cards.length === 0) return null;
  return (
    <section>
      <h3>{unit.name ?? (number === 0 ? "primary" : `extension ${number}`)}</h3>
      <table className="table header-cards">
        <thead className="visually-hidden">
          <tr>
            <th>keyword</th>
            <th>value</th>
            <th>comment</th>
          </tr>
        </thead>
        <tbody>
          {cards.map(({ keyword, value, comment }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: COMMENT and HISTORY are there many times.
            <tr key={i}>
              <td className="mono">{keyword}</td>
              <td className="mono">{value}</td>
              <td className="muted">{comment}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
