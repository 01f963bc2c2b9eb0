import { contrast, isLight, mixed, opacityFor, type Rgb } from '../contrast';

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
const BLUE: Rgb = [25, 118, 210];

describe('contrast', () => {
  it('is as WCAG reckons, whichever is the lighter one', () => {
    expect(contrast(BLACK, WHITE)).toBeCloseTo(21);
    expect(contrast(WHITE, [119, 119, 119])).toBeCloseTo(4.48, 2);
    expect(contrast([119, 119, 119], WHITE)).toBeCloseTo(4.48, 2);
    expect(contrast(BLUE, BLUE)).toBe(1);
  });

  it('tells on what black is seen better than white', () => {
    expect([WHITE, [49, 155, 242] as const, BLACK].map(isLight)).toEqual([
      true,
      true,
      false
    ]);
  });

  it('takes as much of a colour as it needs, and no more', () => {
    expect(opacityFor(WHITE, BLACK, 3, 0.2)).toBeCloseTo(0.35);
    expect(opacityFor(WHITE, BLACK, 3, 0.4)).toBe(0.4);
    expect(mixed(WHITE, BLACK, 0.2)).toEqual([51, 51, 51]);
    // What cannot be seen so well is seen as well as it can.
    expect(opacityFor(BLUE, BLUE, 3, 0.4)).toBe(1);
  });
});
