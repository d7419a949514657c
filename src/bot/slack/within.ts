type Early<T> = { readonly done: true; readonly value: T } | { readonly done: false };

/** Waits at most `milliseconds`; the work goes on either way. Rejects only when the work did so in time. */
export async function within<T>(work: Promise<T>, milliseconds: number): Promise<Early<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Early<T>>((resolve) => {
    timer = setTimeout(() => resolve({ done: false }), milliseconds);
  });
  try {
    return await Promise.race([work.then((value): Early<T> => ({ done: true, value })), late]);
  } finally {
    clearTimeout(timer);
  }
}
