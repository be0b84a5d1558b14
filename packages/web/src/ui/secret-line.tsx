import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';

interface SecretLineProps {
  text: string;
  /** What the button does, such as "Copy the secret". */
  label: string;
  small?: boolean;
}

/** Text that is shown once, with a button to copy it. */
export function SecretLine({ text, label, small = false }: SecretLineProps) {
  return (
    <div className="flex items-center gap-1 rounded-md border border-line-strong bg-well py-1 pr-1 pl-3">
      <code
        data-secret
        className={cx('min-w-0 flex-1 font-mono break-all', small ? 'text-xs' : 'text-[13px]')}
      >
        {text}
      </code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
