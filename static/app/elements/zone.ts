/** The server learns in which time zone a person is: by "at nine" said to the robot they mean nine there. */

import type { Store } from "../store.js";

export function tellZone({ preferences, people }: Store): void {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  // A zone that the server does not know is refused; then it goes on with the one it has.
  if (timeZone !== (preferences.zone ?? "UTC")) people.updateProfile({ preferences: { zone: timeZone } }).catch(() => undefined);
}
