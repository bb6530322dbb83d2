import type { Curve, SpectrumMeta } from "../../../api/spectra.ts";
import type { Range } from "../scale.ts";

/** A sample in view; NaN for what is not known. */
type Row = readonly [wave: number, flux: number, sigma: number];

function rowsOf({ wave, flux, sigma }: Curve, view: Range): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < wave.length; i += 1) {
    if (wave[i] >= view.min && wave[i] <= view.max)
      rows.push([wave[i], flux[i], sigma === undefined ? Number.NaN : sigma[i]]);
  }
  return rows;
}

/** The samples in view as CSV (RFC 4180): what is not known is empty. */
export function csvOf(curve: Curve, view: Range): string {
  const cell = (value: number) => (Number.isFinite(value) ? String(value) : "");
  const lines = rowsOf(curve, view).map((row) => row.map(cell).join(","));
  return ["wavelength_angstrom,flux,flux_error", ...lines, ""].join("\r\n");
}

/** The samples in view as a VOTable 1.4, which TOPCAT, Aladin and astropy read. */
export function votableOf(curve: Curve, view: Range, meta: SpectrumMeta): string {
  const cell = (value: number) => `<TD>${Number.isFinite(value) ? value : "NaN"}</TD>`;
  const rows = rowsOf(curve, view).map((row) => `<TR>${row.map(cell).join("")}</TR>`);
  const facts = [
    text("target", meta.target, "meta.id;src"),
    text("date_obs", meta.observedAt, "time.epoch"),
    number("ra", meta.ra, "pos.eq.ra", "deg"),
    number("dec", meta.dec, "pos.eq.dec", "deg"),
    number("redshift", meta.redshift, "src.redshift", ""),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results"><TABLE name="${xml(meta.filename)}">
${facts.filter((fact) => fact !== "").join("\n")}
<FIELD name="wavelength" datatype="double" unit="Angstrom" ucd="em.wl"/>
<FIELD name="flux" datatype="double" unit="10**-17 erg.s**-1.cm**-2.Angstrom**-1" ucd="phot.flux.density;em.wl"/>
<FIELD name="flux_error" datatype="double" unit="10**-17 erg.s**-1.cm**-2.Angstrom**-1" ucd="stat.error;phot.flux.density;em.wl"/>
<DATA><TABLEDATA>
${rows.join("\n")}
</TABLEDATA></DATA>
</TABLE></RESOURCE>
</VOTABLE>
`;
}

function text(name: string, value: string | undefined, ucd: string): string {
  return value === undefined
    ? ""
    : `<PARAM name="${name}" datatype="char" arraysize="*" ucd="${ucd}" value="${xml(value)}"/>`;
}

function number(name: string, value: number | undefined, ucd: string, unit: string): string {
  const units = unit === "" ? "" : ` unit="${unit}"`;
  return value === undefined
    ? ""
    : `<PARAM name="${name}" datatype="double"${units} ucd="${ucd}" value="${value}"/>`;
}

function xml(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
