// What a view waits for: its data, the error in its place, and a way to ask again.
import { useEffect, useState } from "./html.js";

/**
 * Runs `load(signal)` whenever `because` (a text) changes, and abandons what was under way. What was there before is kept,
 * marked stale, for as long as `same` (a text) stays: a view does not go blank between two answers about one thing.
 */
export function useLoad(because, load, { same = because, wait = 0 } = {}) {
  const [state, setState] = useState({ same, data: null, error: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const data = await load(abort.signal);
        if (!abort.signal.aborted) setState({ same, because, data, error: null });
      } catch (error) {
        if (!abort.signal.aborted) setState({ same, because, data: null, error });
      }
    }, wait);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [because, turn]);
  const again = () => {
    setState({ same, data: null, error: null });
    setTurn(turn + 1);
  };
  if (state.same !== same) return { data: null, error: null, isStale: false, again };
  return { data: state.data, error: state.error, isStale: state.because !== because, again };
}
