import type { ButtonView } from "../control/control.ts";
import type { InlineButton, MessageRecord } from "../state/records.ts";

/** Shows buttons as a user sees them. */
export function viewButtons(rows: MessageRecord["buttons"] = []): ButtonView[][] {
  return rows.map((row) => row.map(viewButton));
}

function viewButton(button: InlineButton): ButtonView {
  const { text, callback_data, url } = button;
  if (callback_data !== undefined) return { text, callbackData: callback_data };
  if (url !== undefined) return { text, url };
  const here = button.switch_inline_query_current_chat;
  if (here !== undefined) return { text, switchInline: { query: here, here: true } };
  const elsewhere = button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query;
  return elsewhere === undefined ? { text } : {
    text,
    switchInline: { query: elsewhere, here: false },
  };
}
