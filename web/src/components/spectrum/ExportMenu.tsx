import { type RefObject, useRef } from "react";
import type { Spectrum } from "../../api/spectra.ts";
import { saveAs } from "../../hooks/saveAs.ts";
import { useTheme } from "../../hooks/useTheme.ts";
import { paletteOf } from "../plot/palette.ts";
import type { DrawnPlot } from "../plot/SpectrumPlot.tsx";

interface Props {
  spectrum: Spectrum;
  /** The plot as it is drawn now. */
  drawn: RefObject<DrawnPlot | null>;
}

const FORMATS = [
  ["png", "PNG, the picture"],
  ["svg", "SVG, to print at any size"],
  ["csv", "CSV, the samples in view"],
  ["vot", "VOTable, the samples in view"],
] as const;

type Format = (typeof FORMATS)[number][0];

/** Pixels of a picture for each pixel of the page. */
const SHARPNESS = 2;

/** What is seen, as a file. */
export function ExportMenu({ spectrum, drawn }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const { theme } = useTheme();
  const save = async (format: Format) => {
    if (menu.current !== null) menu.current.open = false;
    if (drawn.current === null) return;
    const blob = await fileOf(format, spectrum, drawn.current, theme);
    if (blob !== null) saveAs(blob, `${spectrum.meta.filename.replace(/\.fits?$/i, "")}.${format}`);
  };
  return (
    <details ref={menu} className="export-menu">
      <summary className="button">Export</summary>
      <div className="panel">
        {FORMATS.map(([format, words]) => (
          <button key={format} type="button" className="button quiet" onClick={() => void save(format)}>
            {words}
          </button>
        ))}
      </div>
    </details>
  );
}

async function fileOf(
  format: Format,
  { curve, meta }: Spectrum,
  { scene, width, height }: DrawnPlot,
  theme: string,
): Promise<Blob | null> {
  const [{ drawSpectrum }, { SvgContext }, { csvOf, votableOf }] = await Promise.all([
    import("../plot/drawSpectrum.ts"),
    import("../plot/export/svgContext.ts"),
    import("../plot/export/tables.ts"),
  ]);
  if (format === "csv") return new Blob([csvOf(curve, scene.view)], { type: "text/csv" });
  if (format === "vot")
    return new Blob([votableOf(curve, scene.view, meta)], { type: "application/x-votable+xml" });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) return null;
  const palette = paletteOf(theme);
  if (format === "svg") {
    const svg = new SvgContext((text, font) => {
      context.font = font;
      return context.measureText(text).width;
    });
    // It has all of a canvas that drawing uses.
    drawSpectrum(svg as unknown as CanvasRenderingContext2D, width, height, scene, palette);
    return new Blob([svg.document(width, height, palette.surface)], { type: "image/svg+xml" });
  }
  canvas.width = width * SHARPNESS;
  canvas.height = height * SHARPNESS;
  context.scale(SHARPNESS, SHARPNESS);
  drawSpectrum(context, width, height, scene, palette);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
