/** Who wants to hear of what: listeners by topic, told once for all that changed in the same moment. */

export class Changes<Topic extends string> {
  readonly #listeners = new Map<Topic, Set<() => void>>();
  #changed = new Set<Topic>();

  /** Call `listener` after changes of these topics, at most once per microtask; returns the way to stop it. */
  subscribe(topics: Topic | readonly Topic[], listener: () => void): () => void {
    // One function of its own for each subscription, so that stopping one does not stop another.
    const own = () => listener();
    const wanted = typeof topics === "string" ? [topics] : topics;
    for (const topic of wanted) this.#of(topic).add(own);
    return () => wanted.forEach((topic) => this.#of(topic).delete(own));
  }

  tell(topic: Topic): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#call());
    this.#changed.add(topic);
  }

  #call(): void {
    const topics = this.#changed;
    this.#changed = new Set();
    const listeners = new Set([...topics].flatMap((topic) => [...(this.#listeners.get(topic) ?? [])]));
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        // One element that fails must not keep the news from the others.
        console.error(error);
      }
    }
  }

  #of(topic: Topic): Set<() => void> {
    let listeners = this.#listeners.get(topic);
    if (!listeners) this.#listeners.set(topic, (listeners = new Set()));
    return listeners;
  }
}
