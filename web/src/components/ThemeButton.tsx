import { type ThemeChoice, useTheme } from "../hooks/useTheme.ts";
import { Icon, type IconName } from "./Icon.tsx";

const NEXT: Record<ThemeChoice, ThemeChoice> = { system: "dark", dark: "light", light: "system" };
const ICONS: Record<ThemeChoice, IconName> = { system: "system", dark: "moon", light: "sun" };

/** Steps through the themes: as the machine has it, dark, light. */
export function ThemeButton() {
  const { choice, choose } = useTheme();
  const label = `Theme: ${choice}. Change to ${NEXT[choice]}`;
  return (
    <button
      type="button"
      className="button quiet icon-only"
      aria-label={label}
      title={label}
      onClick={() => choose(NEXT[choice])}
    >
      <Icon name={ICONS[choice]} />
    </button>
  );
}
