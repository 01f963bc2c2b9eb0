import React from 'react';

import type { ColumnProfile } from '../api/contract';

interface IBarsProps {
  counts: readonly number[];
  width: number;
  height: number;
}

/** Counts as bars, the highest as high as there is room; none is so small as not to be seen. */
export function Bars({ counts, width, height }: IBarsProps): React.JSX.Element {
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  const gap = step > 3 ? 1 : 0;
  return (
    <svg
      className="deita-Bars"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {counts.map((count, index) => {
        const tall = count === 0 ? 0 : Math.max(1, (count / most) * height);
        return (
          <rect
            key={index}
            x={index * step}
            y={height - tall}
            width={Math.max(0.5, step - gap)}
            height={tall}
          />
        );
      })}
    </svg>
  );
}

/** The counts that a column's bars show: its bins, or its most frequent values. */
export function countsOf({ bins, values }: ColumnProfile): readonly number[] {
  return (bins ?? values ?? []).map(({ count }) => count);
}
