/** Stretches of a conversation that are held without holes, as ranges of seqs. */

export interface Run {
  from: number;
  /** Infinity: goes on with whatever arrives. */
  to: number;
}

/** Add a run, joined with those it touches; the result is in order and nothing in it touches. */
export function withRun(runs: readonly Run[], added: Run): Run[] {
  const apart = runs.filter((run) => run.to + 1 < added.from || added.to + 1 < run.from);
  const touching = runs.filter((run) => !apart.includes(run));
  const joined = {
    from: Math.min(added.from, ...touching.map((run) => run.from)),
    to: Math.max(added.to, ...touching.map((run) => run.to)),
  };
  return [...apart, joined].sort((one, other) => one.from - other.from);
}

/** Cut `gone` out of them: what was one run may be two then. */
export function withoutRun(runs: readonly Run[], gone: Run): Run[] {
  const left = runs.flatMap((run) => [
    { from: run.from, to: Math.min(run.to, gone.from - 1) },
    { from: Math.max(run.from, gone.to + 1), to: run.to },
  ]);
  return left.filter(({ from, to }) => from <= to);
}

/** The run that holds `seq`, if any. */
export function runAt(runs: readonly Run[], seq: number): Run | undefined {
  return runs.find((run) => run.from <= seq && seq <= run.to);
}
