import type { Child } from "hono/jsx";
import { Head } from "../view/parts.tsx";
import { Page, type PageProps } from "../view/layout.tsx";

/** A page that says one thing, with a way on. */
export function MessagePage(
  { reader, title, text, place, reloadSeconds, link, children }: Omit<PageProps, "children"> & {
    readonly text: string;
    readonly link?: { readonly href: string; readonly text: string };
    readonly children?: Child;
  },
) {
  return (
    <Page reader={reader} title={title} place={place} reloadSeconds={reloadSeconds}>
      <Head title={title} lead={text} />
      {children}
      {link !== undefined && <a class="button" href={link.href}>{link.text}</a>}
    </Page>
  );
}
