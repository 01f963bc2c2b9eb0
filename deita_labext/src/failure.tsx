import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { DeitaError } from './api/request';

export interface IFailureProps {
  error: DeitaError;
  /** Try once more; without it there is nothing to try. */
  retry?: () => void;
  trans: TranslationBundle;
}

/** Why something could not be done, what helps, and a way to try again. */
export function Failure({ error, retry, trans }: IFailureProps): React.JSX.Element {
  return (
    <div className="deita-Warning" role="alert">
      <strong>{error.message}</strong> {error.hint}{' '}
      {retry !== undefined && (
        <button type="button" className="deita-Link" onClick={retry}>
          {trans.__('Try again')}
        </button>
      )}
    </div>
  );
}
