import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { createContext, type ReactNode, use, useRef } from 'react';
import { cx } from './cx.ts';

interface MenuProps {
  trigger: ReactNode;
  align?: 'start' | 'end';
  children: ReactNode;
}

const ITEM =
  'flex min-h-8 items-center gap-2 rounded-md px-2 text-[13px] outline-none select-none data-[highlighted]:bg-well';

/** Takes what is to be done when the menu has closed. */
const AfterClosing = createContext<(run: () => void) => void>((run) => run());

/** Not modal: the page behind stays readable and no scroll lock is injected into it. */
export function Menu({ trigger, align = 'end', children }: MenuProps) {
  const waiting = useRef<() => void>(undefined);
  const afterClosing = (run: () => void) => {
    waiting.current = run;
  };
  const runWaiting = () => {
    waiting.current?.();
    waiting.current = undefined;
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          // By then the trigger has the focus: a dialog that was chosen gives it back there.
          onCloseAutoFocus={() => queueMicrotask(runWaiting)}
          className="z-50 min-w-48 animate-appear rounded-lg border border-line bg-surface p-1 shadow-pop"
        >
          <AfterClosing value={afterClosing}>{children}</AfterClosing>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  const afterClosing = use(AfterClosing);
  return (
    <DropdownMenu.Item className={ITEM} onSelect={() => afterClosing(onSelect)}>
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2 py-1.5 text-xs text-ink-faint">
      {children}
    </DropdownMenu.Label>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}

interface MenuChoicesProps<Value extends string> {
  value: Value;
  choices: readonly { value: Value; label: ReactNode }[];
  onChoose: (value: Value) => void;
}

export function MenuChoices<Value extends string>(props: MenuChoicesProps<Value>) {
  const { value, choices, onChoose } = props;
  return (
    <DropdownMenu.RadioGroup value={value}>
      {choices.map((choice) => (
        <DropdownMenu.RadioItem
          key={choice.value}
          value={choice.value}
          className={cx(ITEM, 'pr-8 pl-2')}
          onSelect={() => onChoose(choice.value)}
        >
          <span className="flex flex-1 items-center gap-2">{choice.label}</span>
          <DropdownMenu.ItemIndicator className="-mr-6">
            <Check aria-hidden="true" className="size-4" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
