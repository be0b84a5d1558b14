import { Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuChoices } from '../ui/menu.tsx';
import { THEMES, type Theme, useTheme } from './theme.ts';

const LOOKS = {
  light: { icon: Sun, word: 'Light' },
  dark: { icon: Moon, word: 'Dark' },
  system: { icon: Monitor, word: 'System' },
} as const satisfies Record<Theme, object>;

export function ThemeMenu() {
  const [theme, setTheme] = useTheme();
  const Icon = LOOKS[theme].icon;
  return (
    <Menu
      trigger={
        <IconButton label="Theme">
          <Icon aria-hidden="true" className="size-4" />
        </IconButton>
      }
    >
      <MenuChoices value={theme} onChoose={setTheme} choices={THEMES.map(choiceOf)} />
    </Menu>
  );
}

function choiceOf(theme: Theme) {
  const { icon: Icon, word } = LOOKS[theme];
  const label = (
    <>
      <Icon aria-hidden="true" className="size-4 text-ink-faint" /> {word}
    </>
  );
  return { value: theme, label };
}
