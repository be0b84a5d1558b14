import type { ReactNode } from 'react';

interface PageHeadingProps {
  title: string;
  /** What one can do here. */
  children?: ReactNode;
}

/** The top of a screen: its name, also in the browser's tab, and its tools. */
export function PageHeading({ title, children }: PageHeadingProps) {
  return (
    <>
      <title>{`${title} · Tollgate`}</title>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {children && (
          <div className="ml-auto flex w-full flex-wrap gap-2 sm:w-auto">{children}</div>
        )}
      </div>
    </>
  );
}
