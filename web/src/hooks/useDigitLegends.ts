import { useEffect, useState } from "react";
import { keyOf, useRemap } from "./keyRemap.ts";

/** The part of the Keyboard Map API that is used here; few browsers have it, and only on a secure page. */
interface Keyboard {
  getLayoutMap(): Promise<ReadonlyMap<string, string>>;
}

/** What stands on the keys that have the digits 1 to 9: `1` or, on a Czech keyboard, `1 +`; or what a person chose. */
export function useDigitLegends(): (digit: number) => string {
  const [layout, setLayout] = useState<ReadonlyMap<string, string>>();
  useEffect(() => {
    const { keyboard } = navigator as { keyboard?: Keyboard };
    let isMounted = true;
    keyboard?.getLayoutMap().then(
      (map) => isMounted && setLayout(map),
      // Without the layout the digits themselves are shown.
      () => {},
    );
    return () => {
      isMounted = false;
    };
  }, []);
  const { remap } = useRemap();
  return (digit) => {
    const own = keyOf(`digit${digit}`, remap);
    if (own !== `digit${digit}`) return own.toUpperCase();
    const other = layout?.get(`Digit${digit}`);
    return other === undefined || other === String(digit) ? String(digit) : `${digit} ${other}`;
  };
}
