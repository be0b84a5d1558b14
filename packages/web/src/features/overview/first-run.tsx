import { useInstallation, useMay } from '../session/session.ts';
import { FirstCallCode } from './first-call-code.tsx';

/** Before the first call ever: how to make it. Gives way to the figures by itself. */
export function FirstRun() {
  const { gatewayUrl, exampleModel } = useInstallation();
  const { everywhere } = useMay('READ_SPEND');
  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-6 py-6 sm:py-12">
      <div className="flex flex-col gap-2">
        <h1 className="text-2xl font-semibold tracking-tight">Make your first call</h1>
        <p className="text-[15px] text-ink-soft">
          Point an OpenAI client at{' '}
          <code className="rounded bg-well px-1.5 py-0.5 font-mono text-[13px] break-all">
            {gatewayUrl}
          </code>{' '}
          and name the customer in <code className="font-mono text-[13px]">user</code>. Tollgate
          prices the call and shows it here.
        </p>
      </div>
      <FirstCallCode customer="customer-123" />
      <ul className="flex flex-col gap-1.5 text-[13px] text-ink-faint">
        <li>
          <code className="font-mono">$TOLLGATE_KEY</code> is{' '}
          {everywhere
            ? 'the key that was printed when the server first started.'
            : 'a key of your own or of your team: you see the calls of these.'}
        </li>
        {exampleModel ? (
          <li>
            <code className="font-mono">{exampleModel}</code> answers without an account at any
            provider.
          </li>
        ) : (
          <li>Use the name of any model that you have configured.</li>
        )}
      </ul>
      <p role="status" className="flex items-center gap-3 text-[15px] font-medium">
        <span aria-hidden="true" className="relative flex size-2.5">
          <span className="absolute inset-0 animate-ping rounded-full bg-accent opacity-50 motion-reduce:hidden" />
          <span className="relative size-2.5 rounded-full bg-accent" />
        </span>
        Waiting for your first call…
      </p>
    </div>
  );
}
