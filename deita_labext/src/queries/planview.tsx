import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Plan, PlanNode } from '../api/contract';
import { elapsedText } from '../grid/statusline';

/** The share of all steps' time from which on a step is marked as a slow one. */
const SLOW = 0.4;

export interface IPlanViewProps {
  plan: Plan;
  trans: TranslationBundle;
}

/** A plan as a tree: what each step does, its rows and times, the slow ones marked. */
export function PlanView({ plan, trans }: IPlanViewProps): React.JSX.Element {
  const all = timeOf(plan.root);
  return (
    <div className="deita-Plan">
      <p className="deita-Plan-summary">
        {plan.seconds === null
          ? trans.__('Not run: rows are estimates.')
          : trans.__('Ran in %1.', elapsedText(plan.seconds * 1000))}
      </p>
      <ul className="deita-Plan-steps" aria-label={trans.__('Plan')}>
        <Step node={plan.root} all={all} trans={trans} />
      </ul>
    </div>
  );
}

/** The processor time of a step and all below it, in seconds. */
export function timeOf(node: PlanNode): number {
  return (node.seconds ?? 0) + node.children.reduce((sum, c) => sum + timeOf(c), 0);
}

/** Whether a step takes so much of all the time that it is the one to look at. */
export function isSlow(node: PlanNode, all: number): boolean {
  return all > 0 && (node.seconds ?? 0) / all >= SLOW;
}

interface IStepProps {
  node: PlanNode;
  all: number;
  trans: TranslationBundle;
}

function Step({ node, all, trans }: IStepProps): React.JSX.Element {
  const slow = isSlow(node, all);
  const share = all > 0 ? (node.seconds ?? 0) / all : 0;
  const rows =
    node.rows !== null
      ? trans._n('%1 row', '%1 rows', node.rows)
      : node.rows_estimated !== null
        ? trans.__('about %1 rows', node.rows_estimated.toLocaleString())
        : '';
  return (
    <li className={slow ? 'deita-Plan-step deita-mod-slow' : 'deita-Plan-step'}>
      <div className="deita-Plan-line">
        <span className="deita-Plan-name">{node.name.replaceAll('_', ' ')}</span>
        <span className="deita-Plan-rows">
          {node.rows !== null
            ? rows.replace(String(node.rows), node.rows.toLocaleString())
            : rows}
        </span>
        {node.seconds !== null && (
          <>
            <span className="deita-Plan-bar" aria-hidden="true">
              <span style={{ width: `${String(Math.round(share * 100))}%` }} />
            </span>
            <span className="deita-Plan-time">
              {node.seconds < 0.001
                ? `${(node.seconds * 1e6).toFixed(0)} µs`
                : elapsedText(node.seconds * 1000)}
            </span>
          </>
        )}
        {slow && <span className="deita-Plan-slow">{trans.__('slowest')}</span>}
      </div>
      <dl className="deita-Plan-detail">
        {Object.entries(node.detail).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{Array.isArray(value) ? value.join(', ') : value}</dd>
          </div>
        ))}
      </dl>
      {node.children.length > 0 && (
        <ul className="deita-Plan-steps">
          {node.children.map((child, i) => (
            <Step key={i} node={child} all={all} trans={trans} />
          ))}
        </ul>
      )}
    </li>
  );
}
