import { expect, it } from "vitest";
import { drawSpectrum } from "../drawSpectrum.ts";
import type { Palette } from "../palette.ts";
import { SvgContext } from "./svgContext.ts";
import { csvOf, votableOf } from "./tables.ts";

const curve = {
  wave: Float64Array.of(5000, 5001, 5002, 5003),
  flux: Float64Array.of(1.5, Number.NaN, 2.5, 9),
  sigma: Float64Array.of(0.1, 0.2, Number.NaN, 0.1),
};
const view = { min: 5000, max: 5002 };

it("writes what is in view as CSV, unknown values empty", () => {
  expect(csvOf(curve, view)).toBe(
    "wavelength_angstrom,flux,flux_error\r\n5000,1.5,0.1\r\n5001,,0.2\r\n5002,2.5,\r\n",
  );
});

it("writes a VOTable that a parser reads", () => {
  const meta = { filename: 'a<b>&"c".fits', magnitudes: [], snr: {}, ra: 10.5, dec: -1 };
  const document = new DOMParser().parseFromString(votableOf(curve, view, meta), "application/xml");
  expect(document.querySelector("parsererror")).toBeNull();
  expect(document.querySelector("TABLE")?.getAttribute("name")).toBe('a<b>&"c".fits');
  expect(document.querySelectorAll("TR")).toHaveLength(3);
  expect(document.querySelector('PARAM[name="ra"]')?.getAttribute("value")).toBe("10.5");
  expect([...document.querySelectorAll("TR:nth-child(2) TD")].map((cell) => cell.textContent)).toEqual([
    "5001",
    "NaN",
    "0.2",
  ]);
});

it("draws the plot as SVG: axes, curve and line names", () => {
  const names = ["text", "faint", "grid", "curve", "second", "band", "line", "telluric", "surface"];
  const palette = { ...Object.fromEntries(names.map((name) => [name, `#${name}`])), classes: [] };
  const context = new SvgContext((text) => text.length * 6);
  const scene = {
    traces: [{ curve, colour: "curve" as const }],
    view: { min: 4850, max: 5003 },
    showBand: true,
    lineRedshift: 0,
    yLabel: "flux & more",
    note: "S/N 10 in view",
  };
  drawSpectrum(
    context as unknown as CanvasRenderingContext2D,
    600,
    300,
    scene,
    palette as unknown as Palette,
  );
  const document = new DOMParser().parseFromString(context.document(600, 300, "#fff"), "image/svg+xml");
  expect(document.querySelector("parsererror")).toBeNull();
  const texts = [...document.querySelectorAll("text")].map((text) => text.textContent);
  expect(texts).toEqual(expect.arrayContaining(["Hβ", "4900", "wavelength, Å", "flux & more"]));
  expect(document.querySelector('path[stroke="#curve"]')).not.toBeNull();
});
