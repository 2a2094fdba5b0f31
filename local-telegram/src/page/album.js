/** @file Albums: photos that were sent together are shown together. */

/** Groups messages: those of an album that follow each other are one group, and any other is a group of its own. */
export function groupAlbums(messages) {
  const groups = [];
  for (const message of messages) {
    const [first] = groups.at(-1) ?? [];
    const isNext = message.mediaGroupId !== undefined &&
      first?.mediaGroupId === message.mediaGroupId && first.from === message.from;
    if (isNext) groups.at(-1).push(message);
    else groups.push([message]);
  }
  return groups;
}

/** A value that changes with any message of a group. */
export function stateOf(group) {
  return group.map(({ messageId, event }) => `${messageId}.${event}`).join();
}
