import { formatAge, formatUtc } from "../hooks/format.ts";
import { useNow } from "../hooks/useNow.ts";

/** How long ago something was; the exact time on hover. */
export function Age({ date }: { date: Date }) {
  const now = useNow(30000);
  return (
    <time dateTime={date.toISOString()} title={formatUtc(date)}>
      {formatAge(date, now)}
    </time>
  );
}
