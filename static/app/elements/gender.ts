/** The genders the form offers; the field takes any short text. */

export function genders(): [string, string][] {
  return [
    ["", gettext("Not said")],
    ["female", gettext("Female")],
    ["male", gettext("Male")],
    ["other", gettext("Other")],
  ];
}

export function genderLabel(gender: string): string {
  return genders().find(([value]) => value === gender)?.[1] ?? gender;
}
