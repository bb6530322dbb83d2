/** A repeatable source of numbers in 0…1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const CLASSES = ["other", "single peak", "double peak"];

/** `count` wavelengths from `start` to `end`. */
export function grid(start: number, end: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => start + ((end - start) * i) / (count - 1));
}

/** A star around Hα: absorption, one peak or two, with noise, scaled to −1…1. */
export function preparedFlux(index: number, wave: readonly number[]): number[] {
  const next = random(index + 1);
  const kind = classOf(index);
  const noise = 0.02 + 0.1 * next();
  const centre = 6564.6 + 2 * (next() - 0.5);
  const flux = wave.map((w) => {
    const gauss = (at: number, width: number) => Math.exp(-0.5 * ((w - at) / width) ** 2);
    const absorption = -0.5 * gauss(centre, 9);
    const emission =
      kind === 0
        ? 0
        : kind === 1
          ? 1.6 * gauss(centre, 4)
          : 1.3 * gauss(centre - 6, 3.5) + 1.2 * gauss(centre + 6, 3.5);
    return 1 + absorption + emission + noise * (next() + next() - 1);
  });
  const low = Math.min(...flux);
  const high = Math.max(...flux);
  return flux.map((value) => -1 + (2 * (value - low)) / (high - low));
}

/** The class that a spectrum truly has. */
export function classOf(index: number): number {
  return index % 7 === 3 ? 1 : index % 7 === 5 ? 2 : 0;
}

/** What a model that predicts `label` says of a spectrum. */
export function predictionOf(index: number, label: string) {
  const next = random(index + 31);
  const part = 0.5 + 0.49 * next();
  const share = 0.2 + 0.6 * next();
  const others = CLASSES.filter((name) => name !== label);
  const probabilities: Record<string, number> = {
    [label]: part,
    [others[0]]: (1 - part) * share,
    [others[1]]: (1 - part) * (1 - share),
  };
  const entropy = -Object.values(probabilities).reduce((sum, p) => sum + p * Math.log(p), 0);
  return { label, probabilities, entropy };
}

/** A whole observed spectrum of `count` points. */
export function observedFlux(index: number, wave: readonly number[]): number[] {
  const next = random(index + 77);
  const temperature = 5000 + 9000 * next();
  const lines: [number, number, number][] = [
    [4862.7, -0.35, 8],
    [4341.7, -0.3, 8],
    [4102.9, -0.28, 7],
    [6564.6, classOf(index) === 0 ? -0.4 : 0.9, 7],
    [5893, -0.15, 5],
    [3934.8, -0.3, 5],
  ];
  return wave.map((w) => {
    const planck = 1 / ((w / 5000) ** 5 * (Math.exp(1.4388e8 / (w * temperature)) - 1));
    const shape = lines.reduce(
      (sum, [at, depth, width]) => sum + depth * Math.exp(-0.5 * ((w - at) / width) ** 2),
      1,
    );
    return planck * shape * 400 * (1 + 0.05 * (next() + next() - 1));
  });
}

/** File name of a made-up spectrum. */
export function nameOf(index: number): string {
  const plate = 6001 + Math.floor(index / 250);
  const spectrograph = String(1 + (Math.floor(index / 25) % 16)).padStart(2, "0");
  return `spec-56201-B${plate}_sp${spectrograph}-${String(index % 250).padStart(3, "0")}.fits`;
}

/** Which made-up spectrum a file name means. */
export function indexOf(name: string): number {
  const match = /-B(\d+)_sp\d+-(\d+)/.exec(name);
  return match === null ? 0 : (Number(match[1]) - 6001) * 250 + Number(match[2]);
}
