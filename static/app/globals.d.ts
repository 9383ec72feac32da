/** What Django's JavaScript catalogue (/jsi18n/, loaded before the bundle) puts into the page. */

declare function gettext(message: string): string;
declare function ngettext(singular: string, plural: string, count: number): string;
declare function pgettext(context: string, message: string): string;
declare function interpolate(format: string, values: Record<string, unknown>, named: true): string;
declare function interpolate(format: string, values: readonly unknown[]): string;
declare const django: { catalog: Record<string, string | string[]> };
