import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { DeitaError } from './api/request';
import { errorWords } from './errorwords';

export interface IFailureProps {
  error: DeitaError;
  /** Try once more; without it there is nothing to try. */
  retry?: () => void;
  trans: TranslationBundle;
}

/** Why something could not be done, what helps, and a way to try again. */
export function Failure({ error, retry, trans }: IFailureProps): React.JSX.Element {
  const { message, hint } = errorWords(error, trans);
  return (
    <div className="deita-Warning" role="alert">
      <strong>{message}</strong> {hint}{' '}
      {retry !== undefined && (
        <button type="button" className="deita-Link" onClick={retry}>
          {trans.__('Try again')}
        </button>
      )}
    </div>
  );
}
