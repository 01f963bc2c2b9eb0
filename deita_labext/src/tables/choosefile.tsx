import { Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import type { File as StoredFile } from '../api/contract';
import type { UploadFile } from '../api/upload';
import { uploadIcon } from '../icons';
import { formatBytes } from './format';
import { pickFile } from './pick';

/** A file that the workspace has, or one of the person's own. */
export type ChosenFile =
  | { readonly stored: StoredFile; readonly local?: undefined }
  | { readonly local: UploadFile; readonly stored?: undefined };

/** Let the person choose a file of the workspace or of their own; null where none is chosen. */
export async function chooseFile(
  title: string,
  files: readonly StoredFile[],
  trans: TranslationBundle
): Promise<ChosenFile | null> {
  const form = new ChooseForm(files, trans);
  const cancel = Dialog.cancelButton({ label: trans.__('Cancel') });
  const look = Dialog.okButton({ label: trans.__('Look into It') });
  const dialog = new Dialog<ChosenFile | null>({
    title,
    body: form,
    buttons: files.length > 0 ? [cancel, look] : [cancel],
    focusNodeSelector: '.deita-ChooseFile-own button'
  });
  form.onLocal = () => dialog.resolve(0);
  const { button } = await dialog.launch();
  return form.local ?? (button.accept ? form.getValue() : null);
}

/** A place to drop a file on, and the files that the workspace has. */
class ChooseForm extends ReactWidget implements Dialog.IBodyWidget<ChosenFile | null> {
  constructor(
    private readonly _files: readonly StoredFile[],
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('deita-ChooseFile');
    this._stored = _files[0] ?? null;
  }

  /** The person's own file was chosen: no more is to be asked. */
  onLocal: (() => void) | null = null;

  /** The person's own file, where one was chosen. */
  get local(): ChosenFile | null {
    return this._local && { local: this._local };
  }

  getValue(): ChosenFile | null {
    return this.local ?? (this._stored && { stored: this._stored });
  }

  protected override render(): React.JSX.Element {
    const { _files: files, _trans: trans } = this;
    return (
      <>
        <Own
          onFile={file => {
            this._local = file;
            this.onLocal?.();
          }}
          trans={trans}
        />
        {files.length > 0 && (
          <label>
            <span>{trans.__('or one that the workspace has')}</span>
            <select
              className="jp-mod-styled"
              defaultValue={files[0]?.id}
              onChange={event => {
                const { value } = event.target;
                this._stored = files.find(({ id }) => id === value) ?? null;
              }}
            >
              {files.map(({ id, name, bytes, created_at }) => (
                <option key={id} value={id}>
                  {[
                    name,
                    formatBytes(bytes),
                    new Date(created_at).toLocaleString()
                  ].join(' · ')}
                </option>
              ))}
            </select>
          </label>
        )}
      </>
    );
  }

  private _stored: StoredFile | null;
  private _local: UploadFile | null = null;
}

interface IOwnProps {
  onFile: (file: UploadFile) => void;
  trans: TranslationBundle;
}

function Own({ onFile, trans }: IOwnProps): React.JSX.Element {
  const [over, setOver] = useState(false);
  return (
    <div
      className="deita-ChooseFile-own"
      data-over={over}
      onDragOver={event => {
        if (event.dataTransfer.types.includes('Files')) {
          event.preventDefault();
          event.dataTransfer.dropEffect = 'copy';
          setOver(true);
        }
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file !== undefined) {
          onFile(file);
        }
      }}
    >
      <uploadIcon.react tag="span" className="deita-Icon" />
      <p>{trans.__('Drop a file here')}</p>
      <button
        type="button"
        className="jp-mod-styled"
        onClick={() => void pickFile().then(file => file && onFile(file))}
      >
        {trans.__('Choose from This Computer…')}
      </button>
    </div>
  );
}
