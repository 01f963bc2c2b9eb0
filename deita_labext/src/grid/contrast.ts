/** How well one colour is seen on another, as WCAG 2 reckons (relative luminance, 1.4.11). */

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** From 1, the same, to 21, black on white. */
export function contrast(one: Rgb, other: Rgb): number {
  const [less, more] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((more ?? 0) + 0.05) / ((less ?? 0) + 0.05);
}

/** The least opacity, from one on, with which a colour is seen so well on another; 1 at most. */
export function opacityFor(color: Rgb, on: Rgb, wanted: number, from: number): number {
  let alpha = from;
  while (alpha < 1 && contrast(mixed(color, on, alpha), on) < wanted) {
    alpha = Math.min(1, alpha + 0.05);
  }
  return alpha;
}

/** A colour of that opacity on another one. */
export function mixed(color: Rgb, on: Rgb, alpha: number): Rgb {
  const mix = (at: 0 | 1 | 2): number => color[at] * alpha + on[at] * (1 - alpha);
  return [mix(0), mix(1), mix(2)];
}

/** Whether black is seen better on it than white. */
export function isLight(color: Rgb): boolean {
  return contrast(color, [0, 0, 0]) > contrast(color, [255, 255, 255]);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map(channel => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
