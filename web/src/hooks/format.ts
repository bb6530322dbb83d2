/** A thin space between groups of three digits. */
const GROUP = "\u2009";

/** A whole number with thin spaces: `4 136 482`. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, GROUP)
    .replace("-", "−");
}

/** A number of things: `1 file`, `2 files`. */
export function counted(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** Bytes in binary units: `1.4 MiB`. */
export function formatSize(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** Seconds as a person says them: `850 ms`, `12.3 s`, `2 m 14 s`, `3 h 05 m`, `2 d 4 h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.floor(seconds)} s`;
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} m ${String(whole % 60).padStart(2, "0")} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, "0")} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long ago: `just now`, `3 min ago`, `5 h ago`, `2 days ago`, then the date. */
export function formatAge(date: Date, now: Date): string {
  const seconds = (now.getTime() - date.getTime()) / 1000;
  if (seconds < 45) return "just now";
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86400) return `${Math.round(seconds / 3600)} h ago`;
  const days = Math.round(seconds / 86400);
  if (days < 14) return days === 1 ? "1 day ago" : `${days} days ago`;
  return date.toISOString().slice(0, 10);
}

/** The exact time in UTC: `2026-11-22 21:05:03 UTC`. */
export function formatUtc(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Three significant digits, with a true minus. */
export function formatFlux(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(3).replace(/^-/, "−") : "–";
}

/** A part of one as per cent: `92.3 %`. */
export function formatPercent(part: number, digits = 1): string {
  return Number.isFinite(part) ? `${(part * 100).toFixed(digits)}\u202f%` : "–";
}

/** The beginning of an identifier, enough to tell two apart. */
export function shortId(id: string): string {
  // UUIDv7 begins with the time: its random end tells neighbours apart.
  return id.slice(-8);
}

/** Right ascension and declination in degrees as `hh mm ss.ss ±dd mm ss.s`. */
export function formatCoordinates(ra: number, dec: number): string {
  const time = sexagesimal((((ra % 360) + 360) / 15) % 24, 2);
  const arc = sexagesimal(Math.abs(dec), 1);
  return `${time} ${dec < 0 ? "−" : "+"}${arc}`;
}

function sexagesimal(value: number, digits: number): string {
  const unit = 10 ** digits;
  // Rounding the smallest part first: 59.999 seconds must carry over and not become 60.
  const total = Math.round(value * 3600 * unit);
  const seconds = (total % (60 * unit)) / unit;
  const minutes = Math.floor(total / (60 * unit)) % 60;
  const whole = Math.floor(total / (3600 * unit));
  const padded = seconds.toFixed(digits).padStart(digits + 3, "0");
  return `${String(whole).padStart(2, "0")} ${String(minutes).padStart(2, "0")} ${padded}`;
}
