/** What {@link drawSpectrum} uses of a canvas. */
export type DrawingContext = Pick<
  CanvasRenderingContext2D,
  | "clearRect"
  | "font"
  | "fillStyle"
  | "strokeStyle"
  | "lineWidth"
  | "lineJoin"
  | "textAlign"
  | "textBaseline"
  | "save"
  | "restore"
  | "beginPath"
  | "closePath"
  | "moveTo"
  | "lineTo"
  | "rect"
  | "clip"
  | "stroke"
  | "fill"
  | "fillRect"
  | "fillText"
  | "strokeText"
  | "measureText"
  | "setLineDash"
  | "translate"
  | "rotate"
>;

interface State {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineJoin: CanvasLineJoin;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  font: string;
  dash: readonly number[];
  transform: string;
  clip: string;
}

const ANCHORS: Partial<Record<CanvasTextAlign, string>> = { center: "middle", right: "end" };
const BASELINES: Partial<Record<CanvasTextBaseline, string>> = { top: "hanging", middle: "central" };

/** A canvas that writes SVG: what is drawn on it can be printed at any size. */
export class SvgContext implements DrawingContext {
  readonly #parts: string[] = [];
  readonly #stack: State[] = [];
  readonly #measure: (text: string, font: string) => number;
  #state: State = {
    fillStyle: "#000",
    strokeStyle: "#000",
    lineWidth: 1,
    lineJoin: "miter",
    textAlign: "start",
    textBaseline: "alphabetic",
    font: "12px sans-serif",
    dash: [],
    transform: "",
    clip: "",
  };
  #path = "";
  #clips = 0;

  /** @param measure the width of a text in a font, in pixels */
  constructor(measure: (text: string, font: string) => number) {
    this.#measure = measure;
  }

  get fillStyle() {
    return this.#state.fillStyle;
  }
  set fillStyle(value: string | CanvasGradient | CanvasPattern) {
    this.#state.fillStyle = String(value);
  }
  get strokeStyle() {
    return this.#state.strokeStyle;
  }
  set strokeStyle(value: string | CanvasGradient | CanvasPattern) {
    this.#state.strokeStyle = String(value);
  }
  get lineWidth() {
    return this.#state.lineWidth;
  }
  set lineWidth(value: number) {
    this.#state.lineWidth = value;
  }
  get lineJoin() {
    return this.#state.lineJoin;
  }
  set lineJoin(value: CanvasLineJoin) {
    this.#state.lineJoin = value;
  }
  get textAlign() {
    return this.#state.textAlign;
  }
  set textAlign(value: CanvasTextAlign) {
    this.#state.textAlign = value;
  }
  get textBaseline() {
    return this.#state.textBaseline;
  }
  set textBaseline(value: CanvasTextBaseline) {
    this.#state.textBaseline = value;
  }
  get font() {
    return this.#state.font;
  }
  set font(value: string) {
    this.#state.font = value;
  }

  clearRect(): void {}
  save(): void {
    this.#stack.push({ ...this.#state });
  }
  restore(): void {
    this.#state = this.#stack.pop() ?? this.#state;
  }
  beginPath(): void {
    this.#path = "";
  }
  closePath(): void {
    this.#path += "Z";
  }
  moveTo(x: number, y: number): void {
    this.#path += `M${short(x)} ${short(y)}`;
  }
  lineTo(x: number, y: number): void {
    this.#path += `${this.#path === "" ? "M" : "L"}${short(x)} ${short(y)}`;
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.#path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
  }
  clip(): void {
    this.#clips += 1;
    this.#parts.push(`<clipPath id="clip${this.#clips}"><path d="${this.#path}"/></clipPath>`);
    this.#state.clip = ` clip-path="url(#clip${this.#clips})"`;
  }
  setLineDash(dash: Iterable<number>): void {
    this.#state.dash = [...dash];
  }
  translate(x: number, y: number): void {
    this.#state.transform += `translate(${short(x)} ${short(y)})`;
  }
  rotate(angle: number): void {
    this.#state.transform += `rotate(${short((angle * 180) / Math.PI)})`;
  }
  stroke(): void {
    if (this.#path === "") return;
    const { strokeStyle, lineWidth, lineJoin, dash } = this.#state;
    const dashes = dash.length === 0 ? "" : ` stroke-dasharray="${dash.join(" ")}"`;
    this.#add(
      `<path d="${this.#path}" fill="none" stroke="${escaped(strokeStyle)}" stroke-width="${lineWidth}" stroke-linejoin="${lineJoin}"${dashes}`,
      "/>",
    );
  }
  fill(): void {
    this.#add(`<path d="${this.#path}" fill="${escaped(this.#state.fillStyle)}"`, "/>");
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    const size = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
    this.#add(`<rect ${size} fill="${escaped(this.#state.fillStyle)}"`, "/>");
  }
  fillText(text: string, x: number, y: number): void {
    this.#text(text, x, y, `fill="${escaped(this.#state.fillStyle)}"`);
  }
  strokeText(text: string, x: number, y: number): void {
    const { strokeStyle, lineWidth } = this.#state;
    this.#text(text, x, y, `fill="none" stroke="${escaped(strokeStyle)}" stroke-width="${lineWidth}"`);
  }
  measureText(text: string): TextMetrics {
    return { width: this.#measure(text, this.#state.font) } as TextMetrics;
  }

  /** The drawing as a document of its own. */
  document(width: number, height: number, background: string): string {
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`;
    return `${head}<rect width="100%" height="100%" fill="${escaped(background)}"/>${this.#parts.join("")}</svg>\n`;
  }

  #text(text: string, x: number, y: number, paint: string): void {
    const { textAlign, textBaseline } = this.#state;
    const place = `x="${short(x)}" y="${short(y)}"`;
    const anchor = ANCHORS[textAlign] ?? "start";
    const baseline = BASELINES[textBaseline] ?? "alphabetic";
    this.#add(
      `<text ${place} text-anchor="${anchor}" dominant-baseline="${baseline}" ${paint}`,
      `>${escaped(text)}</text>`,
    );
  }

  #add(start: string, end: string): void {
    const { transform, clip } = this.#state;
    this.#parts.push(`${start}${transform === "" ? "" : ` transform="${transform}"`}${clip}${end}`);
  }
}

/** A number with two digits after the point at most: a hundredth of a pixel. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
