import { LONGEST_NAME } from "../session.ts";
import { Note } from "../view/parts.tsx";
import { Page, type Reader } from "../view/layout.tsx";

/** What {@link LoginPage} says. */
export interface LoginProps {
  readonly reader: Reader;
  /** Where to go after the login: a path of the console. */
  readonly back: string;
  readonly wrong?: boolean;
  /** Too many wrong tokens came. */
  readonly waitSeconds?: number;
}

/** Asks for the token. */
export function LoginPage({ reader, back, wrong = false, waitSeconds }: LoginProps) {
  const { t } = reader;
  return (
    <Page reader={reader} title={t.login.title}>
      <div class="login">
        <form class="card" method="post" action="/console/login">
          <h1>{t.login.title}</h1>
          <p class="soft">{t.login.lead}</p>
          {wrong && waitSeconds === undefined && <Note tone="bad">{t.login.wrong}</Note>}
          {waitSeconds !== undefined && <Note tone="bad">{t.login.wait(waitSeconds)}</Note>}
          <input type="hidden" name="back" value={back} />
          <label for="token">{t.login.token}</label>
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="current-password"
            required
            autofocus
          />
          <label for="name">{t.login.name}</label>
          <input
            id="name"
            name="name"
            autocomplete="nickname"
            maxlength={LONGEST_NAME}
            aria-describedby="name-hint"
          />
          <p class="soft small" id="name-hint">{t.login.nameHint}</p>
          <button type="submit" class="primary">{t.login.submit}</button>
        </form>
        <p class="soft small note-below">{t.login.ended}</p>
      </div>
    </Page>
  );
}

/** Loads the same address again, from a page of ours: then the browser sends the session's cookie. */
export function BouncePage({ reader }: { readonly reader: Reader }) {
  return (
    <Page reader={reader} title={reader.t.console} reloadSeconds={0}>
      <p class="soft">
        <a href={reader.here}>{reader.t.more}</a>
      </p>
    </Page>
  );
}
