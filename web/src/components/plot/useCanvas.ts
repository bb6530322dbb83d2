import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Size of an element in CSS pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The size of an element, kept up to date. */
export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

/** Calls `draw` before each paint in which it changed, with a canvas scaled to the screen's pixels. */
export function useDrawing(
  ref: RefObject<HTMLCanvasElement | null>,
  size: Size,
  draw: (context: CanvasRenderingContext2D) => void,
): void {
  const ratio = usePixelRatio();
  const sized = useRef("");
  useLayoutEffect(() => {
    const canvas = ref.current;
    if (canvas === null || size.width === 0 || size.height === 0) return;
    const context = canvas.getContext("2d");
    if (context === null) return;
    // Setting the size clears the canvas and drops its buffers: only when it changed.
    const wanted = `${size.width}x${size.height}@${ratio}`;
    if (sized.current !== wanted) {
      canvas.width = Math.round(size.width * ratio);
      canvas.height = Math.round(size.height * ratio);
      sized.current = wanted;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context);
  }, [ref, size, ratio, draw]);
}

function usePixelRatio(): number {
  const [ratio, setRatio] = useState(() => globalThis.devicePixelRatio ?? 1);
  useEffect(() => {
    if (typeof matchMedia === "undefined") return;
    const query = matchMedia(`(resolution: ${ratio}dppx)`);
    const update = () => setRatio(globalThis.devicePixelRatio);
    query.addEventListener("change", update);
    return () => query.removeEventListener("change", update);
  }, [ratio]);
  return ratio;
}
