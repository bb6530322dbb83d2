import { expect, it } from "vitest";
import { drawSmall } from "./Thumbnail.tsx";

const [WIDTH, HEIGHT] = [130, 60];

/** Where the pen went. */
class Paper {
  strokeStyle = "";
  lineWidth = 0;
  readonly points: [x: number, y: number][] = [];
  beginPath() {}
  stroke() {}
  moveTo(x: number, y: number) {
    this.points.push([x, y]);
  }
  lineTo(x: number, y: number) {
    this.points.push([x, y]);
  }
}

/** A flat spectrum with one sample that is not. */
function spectrumWithLineAt(index: number, samples = 3000) {
  const wave = Float64Array.from({ length: samples }, (_, i) => 3900 + (5100 * i) / (samples - 1));
  const flux = new Float64Array(samples).fill(1);
  flux[index] = 0.2;
  return { wave, flux };
}

/** How deep the drawing goes at a place, as a part of its height. */
function depthAt(paper: Paper, x: number): number {
  const near = paper.points.filter((point) => Math.abs(point[0] - x) <= 1);
  return Math.max(...near.map((point) => point[1])) / HEIGHT;
}

it("shows a line of one sample, wherever it is", () => {
  for (let index = 0; index < 3000; index += 7) {
    const paper = new Paper();
    const curve = spectrumWithLineAt(index);
    drawSmall(paper, WIDTH, HEIGHT, curve, undefined, "black");
    const x = ((curve.wave[index] - 3900) / 5100) * WIDTH;
    expect(depthAt(paper, x), `sample ${index}`).toBeGreaterThan(0.9);
  }
});

it("shows it zoomed as well, and draws what is in view only", () => {
  const view = { min: 6460, max: 6660 };
  const first = Math.ceil(((view.min - 3900) / 5100) * 2999);
  const last = Math.floor(((view.max - 3900) / 5100) * 2999);
  for (let index = first; index <= last; index += 1) {
    const paper = new Paper();
    const curve = spectrumWithLineAt(index);
    drawSmall(paper, WIDTH, HEIGHT, curve, view, "black");
    const x = ((curve.wave[index] - view.min) / 200) * WIDTH;
    expect(depthAt(paper, x), `sample ${index}`).toBeGreaterThan(0.9);
    expect(paper.points.length).toBeLessThan(last - first + 6);
  }
});

it("shows it in a spectrum of few samples, and leaves unknown ones out", () => {
  for (const index of [0, 70, 139]) {
    const curve = spectrumWithLineAt(index, 140);
    curve.flux[100] = Number.NaN;
    const paper = new Paper();
    drawSmall(paper, WIDTH, HEIGHT, curve, undefined, "black");
    expect(depthAt(paper, (index / 139) * WIDTH)).toBeGreaterThan(0.9);
    expect(paper.points.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  }
});
