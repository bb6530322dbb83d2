import { useEffect, useState } from "react";

/** The part of the Keyboard Map API that is used here; few browsers have it, and only on a secure page. */
interface Keyboard {
  getLayoutMap(): Promise<ReadonlyMap<string, string>>;
}

/** What stands on the keys of the digits 1 to 9: `1` or, on a Czech keyboard, `1 +`. */
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
  return (digit) => {
    const other = layout?.get(`Digit${digit}`);
    return other === undefined || other === String(digit) ? String(digit) : `${digit} ${other}`;
  };
}
