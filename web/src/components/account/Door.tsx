import { type ReactNode, useEffect } from "react";

/** A page for those who are not in yet. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ML Job Manager`;
  }, [title]);
  return (
    <main className="door" id="content">
      <section className="panel door-panel">
        <p className="door-name">
          <img src="/favicon.svg" alt="" width="22" height="22" /> ML Job Manager
        </p>
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  );
}
