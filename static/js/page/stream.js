// A stream of events that outlives a new start of the server. A browser goes on by itself after a line that was cut, but
// gives up for good after an answer that is no stream, such as that of a front whose program is just being started.

const AGAIN = 1000;

/** `listener` hears that something is new; also whenever the line stands again, since something may have been missed. */
export function follow(address, listener) {
  const source = new EventSource(address);
  source.addEventListener('state', listener);
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(address, listener), AGAIN);
  });
}
