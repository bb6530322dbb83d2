/** A page of another service about a place in the sky. It is a plain link: nothing is asked of it before a click. */
export interface SkyLink {
  name: string;
  href: string;
}

/** How far from the position the services look, in arcseconds. */
const RADIUS = 5;

/** Where others know more of a position, in degrees (ICRS). */
export function skyLinks(ra: number, dec: number): SkyLink[] {
  const place = `${ra.toFixed(6)} ${dec < 0 ? "-" : "+"}${Math.abs(dec).toFixed(6)}`;
  const simbad = new URLSearchParams({ Coord: place, Radius: String(RADIUS), "Radius.unit": "arcsec" });
  const gaia = new URLSearchParams({ "-source": "I/355/gaiadr3", "-c": place, "-c.rs": String(RADIUS) });
  const aladin = new URLSearchParams({
    target: place,
    fov: "0.05",
    survey: "CDS/P/PanSTARRS/DR1/color-z-zg-g",
  });
  return [
    { name: "SIMBAD", href: `https://simbad.cds.unistra.fr/simbad/sim-coo?${simbad}` },
    { name: "Gaia DR3", href: `https://vizier.cds.unistra.fr/viz-bin/VizieR-5?${gaia}` },
    { name: "Aladin Lite", href: `https://aladin.cds.unistra.fr/AladinLite/?${aladin}` },
  ];
}
