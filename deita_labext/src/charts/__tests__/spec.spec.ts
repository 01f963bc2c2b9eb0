import { fitted, recordsOf } from '../spec';

const bars = (labels: readonly string[], lying = false): Record<string, unknown> => {
  const x = { field: 'x', type: 'nominal', axis: { labelAngle: -40 } };
  const y = { field: 'y', type: 'quantitative' };
  return {
    data: { values: labels.map((label, n) => ({ x: label, y: n })) },
    encoding: lying ? { x: y, y: x } : { x, y }
  };
};

const angle = (spec: Record<string, unknown>, width: number): unknown => {
  const encoding = fitted(spec, {}, width, 300).encoding as Record<
    string,
    { axis: { labelAngle: number } }
  >;
  return encoding.x?.axis.labelAngle;
};

it('turns labels only where they would meet', () => {
  const spec = bars(['January', 'February', 'March']);
  expect(angle(spec, 600)).toBe(0);
  expect(angle(spec, 200)).toBe(-40);
  expect(angle(bars(Array.from({ length: 26 }, (_, n) => `v${n + 10}`)), 280)).toBe(
    -90
  );
});

it('gives each lying bar its line', () => {
  const many = bars(
    Array.from({ length: 100 }, (_, n) => `value ${n}`),
    true
  );
  expect(fitted(many, {}, 600, 300).height).toBeGreaterThanOrEqual(1600);
  expect(fitted(bars(['a', 'b'], true), {}, 600, 300).height).toBe(300);
});

it('has as many columns in the legend as there is room for', () => {
  const spec = {
    ...bars(['a']),
    encoding: {
      color: {
        field: 'color',
        scale: { domain: ['one of them', 'another one'] },
        legend: { orient: 'top' }
      }
    }
  };
  const columns = (width: number): unknown =>
    (fitted(spec, {}, width, 300).encoding as typeof spec.encoding).color.legend;
  expect(columns(600)).toEqual({ orient: 'top', columns: 5 });
  expect(columns(120)).toEqual({ orient: 'top', columns: 1 });
});

it('leaves the specification as it came, and keeps its own configuration', () => {
  const spec = { ...bars(['a']), config: { font: 'serif' } };
  const before = JSON.stringify(spec);
  const shown = fitted(spec, { font: 'sans-serif', background: 'white' }, 20, 20);
  expect(JSON.stringify(spec)).toBe(before);
  expect(shown.config).toEqual({ font: 'serif', background: 'white' });
  expect(shown.width).toBe(80);
  expect(recordsOf({})).toEqual([]);
});
